// Passes over narrow float points (at most 16 columns, stored column by column). They stream through memory and read
// the data once.
//
// A thread takes four consecutive rows: it loads 16 bytes of each column at a time, and every centroid that it reads
// from shared memory serves four chains. Centroids are padded to whole float4, so that a warp reads one by broadcasts
// of 16 bytes.
#pragma once

#include "cuda/nearest/nearest_chain.cuh"
#include "cuda/runtime/reduce.cuh"
#include "cuda/runtime/views.hpp"
#include "cuda/simt/simt.hpp"
#include "shoal/one_answer.hpp"

namespace shoal::cuda {

inline constexpr int k_narrow_threads = 256;
/// The number of consecutive rows that a thread takes.
inline constexpr int k_narrow_rows = 4;
/// The number of floats that a narrow centroid of d values takes up.
SHOAL_HD constexpr int padded_cols(int d) { return (d + 3) / 4 * 4; }

/// Rows [begin, end) of the points, and the centroids to search.
struct NarrowRows {
  Columns<float> x;
  std::int64_t begin, end;
  const float* centroids;  ///< k x padded_cols(d)
  int k;
  int tile;  ///< centroids that the block's shared memory holds at a time
};

/// The four rows of a thread, and the nearest centroid of each so far.
template <int D>
struct FourRows {
  std::int64_t first;
  float x[D][k_narrow_rows];
  float sq[k_narrow_rows];
  std::int32_t label[k_narrow_rows];

  __device__ bool counts(const NarrowRows& rows, int r) const {
    return first + r >= rows.begin && first + r < rows.end;
  }

  /// Loads the rows from `first_row` on, which is a multiple of four below the stride.
  __device__ void load(const NarrowRows& rows, std::int64_t first_row) {
    first = first_row;
#pragma unroll
    for (int j = 0; j < D; ++j) {
      const float4 four = *reinterpret_cast<const float4*>(rows.x.values + j * rows.x.stride + first);
      x[j][0] = four.x, x[j][1] = four.y, x[j][2] = four.z, x[j][3] = four.w;
    }
#pragma unroll
    for (int r = 0; r < k_narrow_rows; ++r) sq[r] = INFINITY, label[r] = 0;
  }

  /// Calls visit(r, sq) for each of the four rows, with its squared distance to the centroid.
  template <class Visit>
  __device__ void distances(const float* centroid, const Visit& visit) const {
    float c[padded_cols(D)];
#pragma unroll
    for (int j = 0; j < padded_cols(D); j += 4) {
      const float4 four = *reinterpret_cast<const float4*>(centroid + j);
      c[j] = four.x, c[j + 1] = four.y, c[j + 2] = four.z, c[j + 3] = four.w;
    }
#pragma unroll
    for (int r = 0; r < k_narrow_rows; ++r) {
      float sum = 0.0f;
#pragma unroll
      for (int j = 0; j < D; ++j) {
        const float t = x[j][r] - c[j];
        sum = fmaf(t, t, sum);
      }
      visit(r, sum);
    }
  }
};

/// Calls body(four) for each four rows of the block's share; before that, calls visit(c, r, sq, four) for each of these
/// rows and every centroid c in ascending order. `tile_memory`: rows.tile x padded_cols(D) floats of dynamic shared
/// memory, which load_resident_centroids() has filled where all centroids fit.
template <int D, class Visit, class Body>
__device__ inline void for_four_rows(const NarrowRows& rows, float* tile_memory, const Visit& visit, const Body& body) {
  constexpr int padded = padded_cols(D);
  const std::int64_t groups = (rows.end + k_narrow_rows - 1) / k_narrow_rows;
  const bool resident = rows.k <= rows.tile;
  const std::int64_t step = static_cast<std::int64_t>(gridDim.x) * k_narrow_threads;
  for (std::int64_t base = rows.begin / k_narrow_rows + static_cast<std::int64_t>(blockIdx.x) * k_narrow_threads;
       base < groups; base += step) {
    const std::int64_t group = base + threadIdx.x;
    const bool exists = group < groups;
    FourRows<D> four;
    if (exists) four.load(rows, group * k_narrow_rows);
    for (int c0 = 0; c0 < rows.k; c0 += rows.tile) {
      const int count = min(rows.tile, rows.k - c0);
      if (!resident) {
        __syncthreads();
        for (int i = static_cast<int>(threadIdx.x); i < count * padded; i += k_narrow_threads) {
          tile_memory[i] = rows.centroids[static_cast<std::int64_t>(c0) * padded + i];
        }
        __syncthreads();
      }
      if (!exists) continue;
      for (int c = 0; c < count; ++c) {
        four.distances(tile_memory + c * padded, [&](int r, float sq) { visit(c0 + c, r, sq, four); });
      }
    }
    if (exists) body(four);
  }
}

/// Loads all centroids into shared memory, if they fit. Must be called before for_four_rows(), which then loads none.
template <int D>
__device__ inline void load_resident_centroids(const NarrowRows& rows, float* tile_memory) {
  if (rows.k > rows.tile) return;
  for (int i = static_cast<int>(threadIdx.x); i < rows.k * padded_cols(D); i += k_narrow_threads) {
    tile_memory[i] = rows.centroids[i];
  }
  __syncthreads();
}

/// Finds the nearest and the second nearest centroid of each row. Blocks of k_narrow_threads, any grid.
template <int D>
__global__ void __launch_bounds__(k_narrow_threads) narrow_nearest(NarrowRows rows, NearestOut out) {
  float* tile = simt::dynamic_smem<float>();
  load_resident_centroids<D>(rows, tile);
  float second[k_narrow_rows];
  const auto visit = [&](int c, int r, float sq, FourRows<D>& four) {
    if (c == 0) second[r] = INFINITY;
    if (sq < four.sq[r]) {
      second[r] = four.sq[r];
      four.sq[r] = sq;
      four.label[r] = c;
    } else if (sq < second[r]) {
      second[r] = sq;
    }
  };
  for_four_rows<D>(rows, tile, visit, [&](const FourRows<D>& four) {
#pragma unroll
    for (int r = 0; r < k_narrow_rows; ++r) {
      if (!four.counts(rows, r)) continue;
      const std::int64_t place = four.first + r - rows.begin;
      if (out.labels != nullptr) out.labels[place] = four.label[r];
      if (out.sq != nullptr) out.sq[place] = static_cast<double>(four.sq[r]);
      if (out.second != nullptr) out.second[place] = static_cast<double>(second[r]);
    }
  });
}

}  // namespace shoal::cuda
