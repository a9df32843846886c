// Scores of the certified search on sm_90a: TMA brings tiles, two warpgroups multiply and keep the best two.
#pragma once

#include <cfloat>
#include <cstdint>

#include "cuda/simt/hopper.hpp"
#include "cuda/simt/simt.hpp"

namespace shoal::cuda::hopper {

inline constexpr int k_consumers = 2;                          ///< warpgroups that multiply
inline constexpr int k_threads = 128 * (k_consumers + 1);      ///< and one whose warps 0 and 1 start copies
inline constexpr int k_block_rows = 64;                        ///< rows of one wgmma
inline constexpr int k_tile = 128;                             ///< centroids of one wgmma
inline constexpr int k_chunk = 64;                             ///< columns of one copied tile: the width of the swizzle
inline constexpr int k_row_bytes = k_chunk * 2;                ///< of a copied tile
inline constexpr int k_max_stages = 12;
inline constexpr int k_slots = 2;                              ///< sets of rows in shared memory, at most

/// How the block's shared memory is cut; the same on host and device.
struct Plan {
  int chunks;       ///< of 64 columns
  int stages;       ///< of the ring of centroid tiles (streamed rows: and row tiles)
  int slots;        ///< sets of resident rows: with 2, the next rows come while these are scored. 0: rows are streamed
  int lead;         ///< chunks that a warpgroup has started when the other's turn comes
};

struct Barriers {
  simt::Mbarrier tile_full[k_max_stages], tile_empty[k_max_stages];
  simt::Mbarrier rows_full[k_slots], rows_empty[k_slots];
  simt::Mbarrier turn[k_consumers];
};

struct Task {
  std::int64_t rows;
  std::int32_t centroids;
  const float* half_sq;        ///< [centroids] |c|^2 / 2
  const float* bound;          ///< [rows] of a gap between scores that proves nothing
  std::int32_t* labels;        ///< [rows]
  std::int32_t* uncertain;     ///< [rows] list of rows
  std::int32_t* uncertain_count;
};

/// A place in a ring of barriers.
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

/// Best two scores of a row. The low bits of a score are its place among the 32 columns that this thread has of a tile.
struct Best {
  float first = FLT_MAX;
  float second = FLT_MAX;
  int tile = 0;
};
inline constexpr std::uint32_t k_place_mask = 31;

/// |c|^2 / 2 of the 32 centroids of a tile that this thread meets. Read before the product is waited for.
struct HalfSquares {
  float2 of[k_tile / 8];

  __device__ __forceinline__ HalfSquares(const float* half_sq, int tile) {
    const auto* mine = reinterpret_cast<const float2*>(half_sq + tile * k_tile) + threadIdx.x % 4;
#pragma unroll
    for (int j = 0; j < k_tile / 8; ++j) of[j] = __ldg(mine + 4 * j);
  }
};

/// A score costs one FADD and four operations of the ALU: LOP3 and three FMNMX.
template <int Rows>
__device__ __forceinline__ void keep_best(Best (&best)[Rows], const float (&sums)[Rows / 2][64], const HalfSquares& half,
                                          int tile) {
  float before[Rows];
#pragma unroll
  for (int r = 0; r < Rows; ++r) before[r] = best[r].first;
#pragma unroll
  for (int j = 0; j < k_tile / 8; ++j) {
#pragma unroll
    for (int e = 0; e < 2; ++e) {
#pragma unroll
      for (int r = 0; r < Rows; ++r) {
        const float score = (e == 0 ? half.of[j].x : half.of[j].y) - sums[r / 2][4 * j + 2 * (r % 2) + e];
        const float packed = __uint_as_float(simt::replace_bits(__float_as_uint(score), ~k_place_mask, 2 * j + e));
        best[r].second = fminf(best[r].second, fmaxf(best[r].first, packed));
        best[r].first = fminf(best[r].first, packed);
      }
    }
  }
#pragma unroll
  for (int r = 0; r < Rows; ++r) best[r].tile = best[r].first != before[r] ? tile : best[r].tile;
}

/// One answer a row of those of the four threads that share it.
template <int Rows>
__device__ __forceinline__ void merge_best(const Best (&best)[Rows], float (&first)[Rows], float (&second)[Rows],
                                           int (&label)[Rows]) {
  const int column = 2 * static_cast<int>(threadIdx.x % 4);
#pragma unroll
  for (int r = 0; r < Rows; ++r) {
    first[r] = best[r].first;
    second[r] = best[r].second;
    const int place = static_cast<int>(__float_as_uint(first[r]) & k_place_mask);
    label[r] = best[r].tile * k_tile + 8 * (place / 2) + column + place % 2;
#pragma unroll
    for (int step = 1; step < 4; step *= 2) {
      const float other_first = __shfl_xor_sync(0xffffffffu, first[r], step);
      const float other_second = __shfl_xor_sync(0xffffffffu, second[r], step);
      const int other_label = __shfl_xor_sync(0xffffffffu, label[r], step);
      second[r] = fminf(fmaxf(first[r], other_first), fminf(second[r], other_second));
      if (other_first < first[r] || (other_first == first[r] && other_label < label[r])) label[r] = other_label;
      first[r] = fminf(first[r], other_first);
    }
  }
}

/// Where a thread's rows are: 64 apart from block to block, and 8 within one.
__device__ __forceinline__ std::int64_t row_of(std::int64_t first_row, int r) {
  return first_row + k_block_rows * (r / 2) + 8 * (r % 2);
}

/// Writes the labels of a warp's rows, and lists those whose gap proves nothing: one atomic a warp.
template <int Rows>
__device__ __forceinline__ void write_rows(const Best (&best)[Rows], const float (&bound)[Rows], const Task& task,
                                           std::int64_t first_row) {
  const unsigned lane = threadIdx.x % 32;
  float first[Rows], second[Rows];
  int label[Rows];
  merge_best(best, first, second, label);
  unsigned listed[Rows];  // by lane
  int total = 0;
#pragma unroll
  for (int r = 0; r < Rows; ++r) {
    const bool mine = lane % 4 == 0 && row_of(first_row, r) < task.rows;
    const float packing = 0x1.4p-17f * fmaxf(fabsf(first[r]), fabsf(second[r]));
    const bool proven = second[r] - first[r] > bound[r] + packing;
    listed[r] = __ballot_sync(0xffffffffu, mine && !proven);
    total += __popc(listed[r]);
    if (mine) task.labels[row_of(first_row, r)] = label[r];
  }
  if (total == 0) return;
  int at = lane == 0 ? atomicAdd(task.uncertain_count, total) : 0;
  at = __shfl_sync(0xffffffffu, at, 0);
#pragma unroll
  for (int r = 0; r < Rows; ++r) {
    const int before = __popc(listed[r] & ((1u << lane) - 1));
    if ((listed[r] >> lane & 1) != 0) task.uncertain[at + before] = static_cast<std::int32_t>(row_of(first_row, r));
    at += __popc(listed[r]);
  }
}

#if SIMT_HOPPER

/// What every part of the block knows. Resident rows: [slot][chunk][rows of the block][128 bytes], then the ring of centroid
/// tiles of 16 KiB. Streamed: a stage is a centroid tile and the same chunk of the block's rows.
template <int Blocks, bool Resident>
struct Layout {
  static constexpr int k_rows = k_consumers * Blocks * k_block_rows;  ///< of a block
  static constexpr int k_row_chunk = k_rows * k_row_bytes;
  static constexpr int k_tile_chunk = k_tile * k_row_bytes;
  static constexpr int k_stage = k_tile_chunk + (Resident ? 0 : k_row_chunk);

  unsigned char* memory;  ///< at a multiple of 1,024
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

/// One thread: brings the rows of each of the block's turns.
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

/// One thread: brings all centroids for each of the block's turns, chunk by chunk (streamed: with the rows' chunk).
template <bool Resident, class L>
__device__ __forceinline__ void bring_tiles(const L& layout, const simt::TensorMap& rows, const simt::TensorMap& centroids,
                                            int turns, int tiles) {
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

/// A warpgroup: 64 Blocks rows against all centroids, turn after turn. The two take turns on the tensor cores: while one
/// keeps its best, the other multiplies.
template <int Blocks, bool Resident, class L>
__device__ __forceinline__ void consume(const L& layout, const Task& task, int turns, int tiles) {
  Barriers& b = *layout.barriers;
  const Plan& plan = layout.plan;
  const int group = static_cast<int>(threadIdx.x / 128), warp = static_cast<int>(threadIdx.x / 32 % 4);
  const int lane = static_cast<int>(threadIdx.x % 32);
  const bool speaks = lane == 0;  // for its warp: wgmma_wait holds all lanes together
  Ring stage, slot;
  unsigned my_turn = group == 0 ? 1 : 0;  // the first turn of group 0 is over before it begins
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

/// grid: any; block: k_threads; dynamic shared memory: shared_bytes(plan).
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
    for (int s = 0; s < k_slots; ++s) {
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
#endif
}

}  // namespace shoal::cuda::hopper
