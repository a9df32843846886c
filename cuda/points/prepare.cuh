// Kernels that prepare points and centroids: the search for values that are not finite, the change of layout, the
// statistics of columns, and the conversion of centroids to the type and layout that passes read.
#pragma once

#include "cuda/runtime/views.hpp"
#include "cuda/simt/simt.hpp"
#include "shoal/one_answer.hpp"

namespace shoal::cuda {

inline constexpr int k_prepare_threads = 256;

/// *first_bad = min(*first_bad, index of each value that is NaN or infinite). Any grid.
template <class X>
__global__ void __launch_bounds__(k_prepare_threads)
    find_not_finite(const X* __restrict__ values, std::int64_t count, unsigned long long* first_bad) {
  const std::int64_t step = static_cast<std::int64_t>(gridDim.x) * k_prepare_threads;
  for (std::int64_t i = static_cast<std::int64_t>(blockIdx.x) * k_prepare_threads + threadIdx.x; i < count; i += step) {
    // v - v is 0 for every finite v, and NaN for the others.
    if (values[i] - values[i] != X{0}) atomicMin(first_bad, static_cast<unsigned long long>(i));
  }
}

inline constexpr int k_transpose_tile = 32;

/// Transposes row-major n x d values to columns that are `stride` apart. Blocks of 32 x 8 threads; grid.x counts tiles
/// of rows, grid.y tiles of columns.
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

/// An integer code of a double, given by its bits, that keeps the order: a < b implies code(a) < code(b).
/// bits_of_code() inverts it.
SHOAL_HD inline unsigned long long ordered_code(unsigned long long bits) {
  return (bits >> 63) != 0 ? ~bits : bits | (1ull << 63);
}
SHOAL_HD inline unsigned long long bits_of_code(unsigned long long code) {
  return (code >> 63) != 0 ? code & ~(1ull << 63) : ~code;
}

/// The codes of the minimum, the maximum and the largest |w x| of each column.
struct ColumnCodes {
  unsigned long long* min;
  unsigned long long* max;
  unsigned long long* weighted_abs_max;
};

/// Lowers and raises the codes of the columns by the rows of x. Blocks of 32 x 8 threads. For row-major points, grid.y
/// counts groups of 32 columns and threadIdx.x is a column; for column-major ones, grid.y is the column and threadIdx.x
/// a row. `weights` are those of the rows of x; nullptr: every weight is 1.
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
  // Only one thread in about a thousand rows gets here, so reducing over the block first would not pay.
  atomicMin(&out.min[j], ordered_code(static_cast<unsigned long long>(__double_as_longlong(low))));
  atomicMax(&out.max[j], ordered_code(static_cast<unsigned long long>(__double_as_longlong(high))));
  atomicMax(&out.weighted_abs_max[j], ordered_code(static_cast<unsigned long long>(__double_as_longlong(largest))));
}

/// out = the k x d centroids as A, with a stride of `padded` values and zeros from column d on. The centroids are exact
/// in A. Any grid. Does nothing when *ended is not 0; nullptr: always runs.
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
