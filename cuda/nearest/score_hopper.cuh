// Scores of the certified search on sm_90a: TMA copies tiles, and two warpgroups multiply them and keep the best two
// scores.
#pragma once

#include <cstdint>

#include "cuda/nearest/score_best.cuh"
#include "cuda/simt/hopper.hpp"
#include "cuda/simt/simt.hpp"

namespace shoal::cuda::hopper {

inline constexpr int k_consumers = 2;                      ///< warpgroups that multiply
inline constexpr int k_threads = 128 * (k_consumers + 1);  ///< and one more warpgroup, whose warps 0 and 1 start copies
inline constexpr int k_chunk = 64;                         ///< columns of a copied tile: the width of the swizzle
inline constexpr int k_row_bytes = k_chunk * 2;            ///< bytes of a row of a copied tile
inline constexpr int k_max_stages = 12;
inline constexpr int k_max_slots = 2;

/// How the block's shared memory is divided; the host and the device use the same plan.
struct Plan {
  int chunks;  ///< chunks of 64 columns
  int stages;  ///< stages of the ring: a centroid tile each, and a row tile where rows are streamed
  int slots;   ///< sets of resident rows: with 2, the next rows are copied while these are scored; 0: rows are streamed
  int lead;    ///< chunks that one warpgroup has started when the turn passes to the other
};

struct Barriers {
  simt::Mbarrier tile_full[k_max_stages], tile_empty[k_max_stages];
  simt::Mbarrier rows_full[k_max_slots], rows_empty[k_max_slots];
  simt::Mbarrier turn[k_consumers];
};

/// A place in a ring of barriers, and the parity of its phase.
struct Ring {
  int at = 0;
  unsigned parity = 0;
  __device__ __forceinline__ void advance(int size) {
    if (++at == size) {
      at = 0;
      parity ^= 1;
    }
  }
};

/// Rows of a block, and bytes of its tiles.
template <int Blocks, bool Resident>
struct Extents {
  static constexpr int k_rows = k_consumers * Blocks * k_block_rows;
  static constexpr int k_row_chunk = k_rows * k_row_bytes;
  static constexpr int k_tile_chunk = k_tile * k_row_bytes;
  static constexpr int k_stage = k_tile_chunk + (Resident ? 0 : k_row_chunk);
};

#if SIMT_HOPPER

/// The layout of the block's shared memory. Resident rows: [slot][chunk][rows of the block][128 bytes], and then the
/// ring of centroid tiles of 16 KiB. Streamed rows: a stage is a centroid tile and the same chunk of the block's rows.
template <int Blocks, bool Resident>
struct Layout : Extents<Blocks, Resident> {
  using Layout::Extents::k_row_chunk;
  using Layout::Extents::k_stage;
  unsigned char* memory;  ///< begins at a multiple of 1,024 bytes
  Barriers* barriers;
  Plan plan;

  __device__ __forceinline__ Layout(unsigned char* dynamic, const Plan& p) : plan(p) {
    memory = dynamic + (0u - simt::smem_address(dynamic)) % 1024;
    barriers = reinterpret_cast<Barriers*>(stage(plan.stages));
  }
  __device__ __forceinline__ unsigned char* rows(int slot, int chunk) const {
    return memory + (slot * plan.chunks + chunk) * k_row_chunk;
  }
  __device__ __forceinline__ unsigned char* stage(int s) const {
    return rows(Resident ? plan.slots : 0, 0) + s * k_stage;
  }
};

/// One thread copies the rows of each of the block's turns.
template <class L>
__device__ __forceinline__ void bring_rows(const L& layout, const simt::TensorMap& rows, int turns) {
  Barriers& b = *layout.barriers;
  Ring slot;
  for (int turn = static_cast<int>(blockIdx.x); turn < turns; turn += static_cast<int>(gridDim.x)) {
    simt::mbarrier_wait(&b.rows_empty[slot.at], slot.parity ^ 1);
    simt::mbarrier_arrive_expect(&b.rows_full[slot.at], static_cast<unsigned>(layout.plan.chunks * L::k_row_chunk));
    for (int chunk = 0; chunk < layout.plan.chunks; ++chunk)
      simt::tma_load(layout.rows(slot.at, chunk), rows, chunk * k_chunk, turn * L::k_rows, &b.rows_full[slot.at]);
    slot.advance(layout.plan.slots);
  }
}

/// One thread copies all centroids for each of the block's turns, chunk by chunk; streamed rows are copied with them.
template <bool Resident, class L>
__device__ __forceinline__ void bring_tiles(const L& layout, const simt::TensorMap& rows,
                                            const simt::TensorMap& centroids, int turns, int tiles) {
  Barriers& b = *layout.barriers;
  Ring stage;
  for (int turn = static_cast<int>(blockIdx.x); turn < turns; turn += static_cast<int>(gridDim.x)) {
    for (int step = 0; step < tiles * layout.plan.chunks; ++step) {
      const int tile = step / layout.plan.chunks, chunk = step % layout.plan.chunks;
      unsigned char* to = layout.stage(stage.at);
      simt::Mbarrier* full = &b.tile_full[stage.at];
      simt::mbarrier_wait(&b.tile_empty[stage.at], stage.parity ^ 1);
      simt::mbarrier_arrive_expect(full, L::k_stage);
      simt::tma_load(to, centroids, chunk * k_chunk, tile * k_tile, full);
      if constexpr (!Resident) simt::tma_load(to + L::k_tile_chunk, rows, chunk * k_chunk, turn * L::k_rows, full);
      stage.advance(layout.plan.stages);
    }
  }
}

/// One warpgroup scores 64 Blocks rows against all centroids, turn after turn. The two warpgroups alternate on the
/// tensor cores: while one keeps its best scores, the other multiplies.
template <int Blocks, bool Resident, class L>
__device__ __forceinline__ void consume(const L& layout, const Task& task, int turns, int tiles) {
  Barriers& b = *layout.barriers;
  const Plan& plan = layout.plan;
  const int group = static_cast<int>(threadIdx.x / 128), warp = static_cast<int>(threadIdx.x / 32 % 4);
  const int lane = static_cast<int>(threadIdx.x % 32);
  const bool speaks = lane == 0;  // this lane arrives for its warp, because wgmma_wait holds all lanes together
  Ring stage, slot;
  unsigned my_turn = group == 0 ? 1 : 0;  // the parity to wait for; with 1, group 0 does not wait for its first turn
  float sums[Blocks][64];
  for (int turn = static_cast<int>(blockIdx.x); turn < turns; turn += static_cast<int>(gridDim.x)) {
    const std::int64_t first_row =
        static_cast<std::int64_t>(turn) * L::k_rows + group * Blocks * k_block_rows + 16 * warp + lane / 4;
    Best best[2 * Blocks];
    float bound[2 * Blocks];
#pragma unroll
    for (int r = 0; r < 2 * Blocks; ++r)
      bound[r] = row_of(first_row, r) < task.rows ? __ldg(task.bound + row_of(first_row, r)) : 0.0f;
    if constexpr (Resident) simt::mbarrier_wait(&b.rows_full[slot.at], slot.parity);
    for (int tile = 0; tile < tiles; ++tile) {
      const HalfSquares half(task.half_sq, tile);
      simt::mbarrier_wait(&b.turn[group], my_turn);
      my_turn ^= 1;
      int before = stage.at;
      for (int chunk = 0; chunk < plan.chunks; ++chunk) {
        simt::mbarrier_wait(&b.tile_full[stage.at], stage.parity);
        const unsigned char* tile_chunk = layout.stage(stage.at);
        const unsigned char* row_chunk = Resident ? layout.rows(slot.at, chunk) : tile_chunk + L::k_tile_chunk;
        const std::uint64_t centroids = simt::wgmma_descriptor(tile_chunk);
        const std::uint64_t rows = simt::wgmma_descriptor(row_chunk + group * Blocks * k_block_rows * k_row_bytes);
        simt::wgmma_fence();
#pragma unroll
        for (int k = 0; k < k_chunk / 16; ++k) {
#pragma unroll
          for (int block = 0; block < Blocks; ++block)
            simt::wgmma_m64n128k16_f16(sums[block],
                                       rows + (block * k_block_rows * k_row_bytes >> 4) + k * simt::k_descriptor_step,
                                       centroids + k * simt::k_descriptor_step, chunk + k > 0);
        }
        simt::wgmma_commit();
        if (speaks && chunk + 1 == plan.lead) simt::mbarrier_arrive(&b.turn[1 - group]);
        simt::wgmma_wait<1>();
        if (speaks && chunk > 0) simt::mbarrier_arrive(&b.tile_empty[before]);
        before = stage.at;
        stage.advance(plan.stages);
      }
      simt::wgmma_wait<0>();
      if (speaks) simt::mbarrier_arrive(&b.tile_empty[before]);
      if (Resident && speaks && tile + 1 == tiles) simt::mbarrier_arrive(&b.rows_empty[slot.at]);
#pragma unroll
      for (int block = 0; block < Blocks; ++block) simt::wgmma_settle(sums[block]);
      keep_best<2 * Blocks>(best, sums, half, tile);
    }
    slot.advance(plan.slots);
    write_rows<2 * Blocks>(best, bound, task, first_row);
  }
}

#endif

/// Any grid; block: k_threads. Dynamic shared memory: what launch_score() asks for.
template <int Blocks, bool Resident>
__global__ void __launch_bounds__(k_threads, 1)
    score(const __grid_constant__ simt::TensorMap rows, const __grid_constant__ simt::TensorMap centroids, Task task,
          Plan plan) {
#if SIMT_HOPPER
  using L = Layout<Blocks, Resident>;
  const L layout(simt::dynamic_smem<unsigned char>(), plan);
  Barriers& b = *layout.barriers;
  if (threadIdx.x == 0) {
    constexpr int k_warps = 4 * k_consumers;
    for (int s = 0; s < plan.stages; ++s) {
      simt::mbarrier_init(&b.tile_full[s], 1);
      simt::mbarrier_init(&b.tile_empty[s], k_warps);
    }
    for (int s = 0; s < k_max_slots; ++s) {
      simt::mbarrier_init(&b.rows_full[s], 1);
      simt::mbarrier_init(&b.rows_empty[s], k_warps);
    }
    for (int g = 0; g < k_consumers; ++g) simt::mbarrier_init(&b.turn[g], 4);
    simt::fence_mbarrier_init();
  }
  __syncthreads();
  const int turns = static_cast<int>((task.rows + L::k_rows - 1) / L::k_rows);
  const int tiles = (task.centroids + k_tile - 1) / k_tile;
  const int warp = static_cast<int>(threadIdx.x / 32);
  if (warp >= 4 * k_consumers) {
    simt::registers_decrease<40>();
    if (threadIdx.x % 32 != 0) return;
    if (warp == 4 * k_consumers) bring_tiles<Resident>(layout, rows, centroids, turns, tiles);
    if (Resident && warp == 4 * k_consumers + 1) bring_rows(layout, rows, turns);
  } else {
    simt::registers_increase<232>();
    consume<Blocks, Resident>(layout, task, turns, tiles);
  }
#else
  __trap();  // a program that was built without sm_90a must not look like one that scored
#endif
}

}  // namespace shoal::cuda::hopper
