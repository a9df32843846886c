// Products of 128 rows with all centroids by mma.sync, one tile of 128 centroids after the other, for GPUs of sm_75 and
// later.
//
// Operands are copied in chunks of 64 columns through a ring in shared memory. A row of a chunk is 128 bytes: eight
// units of 16 bytes. Unit u of row r lies at place u ^ (r % 8). So the eight rows that ldmatrix reads at once lie in
// different banks, and so do the eight units that the copies of one row write. Of the eight warps, four share the rows
// (32 each) and two share the centroids of the tile.
#pragma once

#include <cuda_fp16.h>

#include "cuda/nearest/score.hpp"
#include "cuda/simt/cp_async.hpp"
#include "cuda/simt/mma.hpp"

namespace shoal::cuda::tiles {

inline constexpr int k_threads = 256;
inline constexpr int k_rows = 128;
inline constexpr int k_chunk = 64;
inline constexpr int k_chunk_bytes = k_rows * k_chunk * 2;  ///< bytes of a chunk of rows, and of as many centroids
inline constexpr int k_warp_rows = 32;
inline constexpr int k_warp_centroids = 64;
/// The number of blocks that a processor must hold. On Turing, shared memory has no room for a second block.
#if defined(__CUDA_ARCH__) && __CUDA_ARCH__ < 800
inline constexpr int k_blocks = 1;
#else
inline constexpr int k_blocks = 2;
#endif

/// How the block's dynamic shared memory is divided: chunks of rows, and then a ring of `stages` chunks of centroids.
/// Rows stay for all tiles where they fit (`resident`); otherwise they are copied again with each tile, into a ring of
/// their own.
struct Plan {
  int chunks;  ///< chunks of 64 columns
  bool resident;
  std::int64_t shared_bytes(int stages) const {
    return static_cast<std::int64_t>((resident ? chunks : stages) + stages) * k_chunk_bytes;
  }
};

/// A warp's products with its part of a tile: [16 rows][8 centroids][register of mma].
using Sums = float[k_warp_rows / 16][k_warp_centroids / 8][4];

/// Where this thread's sums belong: sum [m][n][r] is the product of row row(m, r / 2) of the block and centroid
/// column(n) + r % 2 of the tile.
struct Place {
  int lane = static_cast<int>(threadIdx.x % 32);
  int row0 = static_cast<int>(threadIdx.x / 32 % 4) * k_warp_rows;
  int column0 = static_cast<int>(threadIdx.x / 128) * k_warp_centroids;
  __device__ __forceinline__ int row(int m, int half) const { return row0 + 16 * m + 8 * half + lane / 4; }
  __device__ __forceinline__ int column(int n) const { return column0 + 8 * n + 2 * (lane % 4); }
};

__device__ __forceinline__ unsigned char* unit_of(unsigned char* chunk, int row, int unit) {
  return chunk + row * (k_chunk * 2) + ((unit ^ (row % 8)) << 4);
}

/// Starts the copies of 128 rows of a chunk: row i of the chunk is row index(i) of the matrix. Rows with a negative
/// index, and columns from from.cols on, become zeros.
template <class Index>
__device__ __forceinline__ void copy_chunk(unsigned char* to, const HalfRows& from, int chunk, const Index& index) {
#pragma unroll
  for (int step = 0; step < k_rows * 8 / k_threads; ++step) {
    const int row = static_cast<int>(threadIdx.x / 8) + step * (k_threads / 8),
              unit = static_cast<int>(threadIdx.x % 8);
    const std::int64_t source = index(row), column = chunk * k_chunk + unit * 8;
    const bool there = source >= 0 && column < from.cols;
    simt::cp_async16_zfill(unit_of(to, row, unit), there ? from.values + source * from.stride + column : from.values,
                           there ? 16 : 0);
  }
}

/// sums += rows x centroids, over the 16 columns from unit `unit` of the two chunks on.
__device__ __forceinline__ void multiply(Sums& sums, unsigned char* rows, unsigned char* centroids, int unit,
                                         const Place& place) {
  const int lane = place.lane;
  std::uint32_t a[k_warp_rows / 16][4];
#pragma unroll
  for (int m = 0; m < k_warp_rows / 16; ++m)
    simt::ldmatrix_x4(a[m], unit_of(rows, place.row0 + 16 * m + lane % 16, unit + lane / 16));
#pragma unroll
  for (int n = 0; n < k_warp_centroids / 8; n += 2) {
    std::uint32_t b[4];
    simt::ldmatrix_x4(b, unit_of(centroids, place.column0 + 8 * n + lane % 8 + 8 * (lane / 16), unit + lane / 8 % 2));
#pragma unroll
    for (int m = 0; m < k_warp_rows / 16; ++m) {
      simt::mma_m16n8k16_f16(sums[m][n], a[m], {b[0], b[1]}, sums[m][n]);
      simt::mma_m16n8k16_f16(sums[m][n + 1], a[m], {b[2], b[3]}, sums[m][n + 1]);
    }
  }
}

/// Calls keep(sums, tile) for each tile of centroids. Row i of the block is row index(i) of `points`; a negative index
/// is no row. All threads must call it. When it returns, no thread uses the shared memory any more.
template <int Stages, class Index, class Keep>
__device__ __forceinline__ void for_each_tile(const HalfRows& points, const HalfRows& centroids, const Plan& plan,
                                              const Index& index, const Keep& keep) {
  auto* row_chunks = simt::dynamic_smem<unsigned char>();
  unsigned char* ring = row_chunks + (plan.resident ? plan.chunks : Stages) * k_chunk_bytes;
  const Place place;
  const int tiles = static_cast<int>((centroids.rows + k_score_tile - 1) / k_score_tile);
  const int steps = tiles * plan.chunks;
  const auto copy = [&](int step) {
    const int tile = step / plan.chunks, chunk = step % plan.chunks;
    if (!plan.resident || tile == 0)
      copy_chunk(row_chunks + (plan.resident ? chunk : step % Stages) * k_chunk_bytes, points, chunk, index);
    copy_chunk(ring + step % Stages * k_chunk_bytes, centroids, chunk, [&](int i) -> std::int64_t {
      const std::int64_t centroid = static_cast<std::int64_t>(tile) * k_score_tile + i;
      return centroid < centroids.rows ? centroid : -1;
    });
  };
#pragma unroll
  for (int ahead = 0; ahead < Stages - 1; ++ahead) {
    if (ahead < steps) copy(ahead);
    simt::cp_async_commit();
  }
  for (int tile = 0, step = 0; tile < tiles; ++tile) {
    Sums sums{};
    for (int chunk = 0; chunk < plan.chunks; ++chunk, ++step) {
      simt::cp_async_wait<Stages - 2>();
      __syncthreads();  // all threads' copies have arrived, and no thread reads the stage that is filled next
      if (step + Stages - 1 < steps) copy(step + Stages - 1);
      simt::cp_async_commit();
      unsigned char* row_chunk = row_chunks + (plan.resident ? chunk : step % Stages) * k_chunk_bytes;
      const int columns = static_cast<int>(min(points.cols - chunk * k_chunk, static_cast<std::int64_t>(k_chunk)));
#pragma unroll 1
      for (int unit = 0; unit * 8 < columns; unit += 2)
        multiply(sums, row_chunk, ring + step % Stages * k_chunk_bytes, unit, place);
    }
    keep(sums, tile);
  }
  __syncthreads();
}

}  // namespace shoal::cuda::tiles
