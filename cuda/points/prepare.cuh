// What happens once to points: a look for values that are not finite, the layout, the statistics of the columns; and
// centroids in the type and layout that the passes want.
#pragma once

#include "cuda/runtime/views.hpp"
#include "cuda/simt/simt.hpp"
#include "shoal/one_answer.hpp"

namespace shoal::cuda {

inline constexpr int k_prepare_threads = 256;

/// first_bad = min(first_bad, index of a value that is NaN or infinite). Any grid.
template <class X>
__global__ void __launch_bounds__(k_prepare_threads)
    find_not_finite(const X* __restrict__ values, std::int64_t count, unsigned long long* first_bad) {
  const std::int64_t step = static_cast<std::int64_t>(gridDim.x) * k_prepare_threads;
  for (std::int64_t i = static_cast<std::int64_t>(blockIdx.x) * k_prepare_threads + threadIdx.x; i < count; i += step) {
    // Only infinity and NaN less themselves are not 0.
    if (values[i] - values[i] != X{0}) atomicMin(first_bad, static_cast<unsigned long long>(i));
  }
}

inline constexpr int k_transpose_tile = 32;

/// Row-major n x d values to columns `stride` apart. Blocks of 32 x 8 threads; grid.x over rows, grid.y over columns.
template <class X>
__global__ void __launch_bounds__(k_transpose_tile * 8)
    to_columns(const X* __restrict__ rows, std::int64_t n, std::int64_t d, X* __restrict__ columns,
               std::int64_t stride) {
  SIMT_SHARED(X, tile, [k_transpose_tile][k_transpose_tile + 1]);
  const std::int64_t row0 = static_cast<std::int64_t>(blockIdx.x) * k_transpose_tile;
  const std::int64_t col0 = static_cast<std::int64_t>(blockIdx.y) * k_transpose_tile;
  for (int i = static_cast<int>(threadIdx.y); i < k_transpose_tile; i += 8) {
    if (row0 + i < n && col0 + threadIdx.x < d) tile[i][threadIdx.x] = rows[(row0 + i) * d + col0 + threadIdx.x];
  }
  __syncthreads();
  for (int j = static_cast<int>(threadIdx.y); j < k_transpose_tile; j += 8) {
    if (row0 + threadIdx.x < n && col0 + j < d) {
      columns[(col0 + j) * stride + row0 + threadIdx.x] = tile[threadIdx.x][j];
    }
  }
}

/// Order-preserving code of a double: smaller numbers have smaller codes.
SHOAL_HD inline unsigned long long ordered_code(unsigned long long bits) {
  return (bits >> 63) != 0 ? ~bits : bits | (1ull << 63);
}
SHOAL_HD inline unsigned long long bits_of_code(unsigned long long code) {
  return (code >> 63) != 0 ? code & ~(1ull << 63) : ~code;
}

/// Codes of min, max and largest |w x| of each column.
struct ColumnCodes {
  unsigned long long* min;
  unsigned long long* max;
  unsigned long long* weighted_abs_max;
};

/// Blocks of 32 x 8 threads; grid.y over groups of 32 columns where rows are row-major (threadIdx.x a column), else over
/// columns (threadIdx.x a row). weights by row of the points; nullptr: 1 each.
template <class X>
__global__ void __launch_bounds__(256) column_codes(Strided<X> x, const double* __restrict__ weights, ColumnCodes out) {
  const bool row_major = x.col_stride == 1;
  const std::int64_t j = row_major ? static_cast<std::int64_t>(blockIdx.y) * 32 + threadIdx.x : blockIdx.y;
  if (j >= x.cols) return;
  const std::int64_t own = row_major ? threadIdx.y : threadIdx.y * 32 + threadIdx.x;
  const std::int64_t width = row_major ? 8 : 256;
  double low = INFINITY, high = -INFINITY, largest = 0.0;
  for (std::int64_t i = static_cast<std::int64_t>(blockIdx.x) * width + own; i < x.rows;
       i += static_cast<std::int64_t>(gridDim.x) * width) {
    const double value = static_cast<double>(x.values[i * x.row_stride + j * x.col_stride]);
    const double weighted = fabs(weights != nullptr ? weights[i] * value : value);
    low = value < low ? value : low;
    high = value > high ? value : high;
    largest = weighted > largest ? weighted : largest;
  }
  if (low > high) return;
  // A thread in a thousand rows or so comes here: no reduction before it would pay.
  atomicMin(&out.min[j], ordered_code(static_cast<unsigned long long>(__double_as_longlong(low))));
  atomicMax(&out.max[j], ordered_code(static_cast<unsigned long long>(__double_as_longlong(high))));
  atomicMax(&out.weighted_abs_max[j], ordered_code(static_cast<unsigned long long>(__double_as_longlong(largest))));
}

/// Centroids (k x d doubles, exact in A) as A with rows `padded` apart, zeros beyond d. Any grid. Does nothing where
/// *ended is not 0 (nullptr: always runs).
template <class A>
__global__ void __launch_bounds__(k_prepare_threads)
    to_chain_type(const double* __restrict__ centroids, std::int64_t k, std::int64_t d, std::int64_t padded,
                  A* __restrict__ out, const int* ended) {
  if (ended != nullptr && *ended != 0) return;
  const std::int64_t step = static_cast<std::int64_t>(gridDim.x) * k_prepare_threads;
  for (std::int64_t i = static_cast<std::int64_t>(blockIdx.x) * k_prepare_threads + threadIdx.x; i < k * padded;
       i += step) {
    const std::int64_t c = i / padded, j = i % padded;
    out[i] = j < d ? static_cast<A>(centroids[c * d + j]) : A{0};
  }
}

template <class T>
__global__ void __launch_bounds__(k_prepare_threads) fill(T* __restrict__ out, std::int64_t count, T value) {
  const std::int64_t step = static_cast<std::int64_t>(gridDim.x) * k_prepare_threads;
  for (std::int64_t i = static_cast<std::int64_t>(blockIdx.x) * k_prepare_threads + threadIdx.x; i < count; i += step) {
    out[i] = value;
  }
}

}  // namespace shoal::cuda
