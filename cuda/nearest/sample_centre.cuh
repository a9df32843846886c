// The centre that rows are seen from when they are multiplied.
#pragma once

#include "cuda/runtime/views.hpp"
#include "cuda/simt/simt.hpp"

namespace shoal::cuda {

inline constexpr int k_centre_threads = 128;
/// Rows that the centre is the mean of: any centre will do, near the mean the norms are least.
inline constexpr std::int64_t k_centre_rows = 256;

/// centre[j] = mean of column j over evenly spaced rows, as a float. One thread a column.
__global__ void __launch_bounds__(k_centre_threads) sample_columns(Strided<float> x, double* __restrict__ centre) {
  const std::int64_t j = static_cast<std::int64_t>(blockIdx.x) * k_centre_threads + threadIdx.x;
  if (j >= x.cols) return;
  const std::int64_t rows = min(x.rows, k_centre_rows), step = x.rows / rows;
  double sum = 0.0;
#pragma unroll 8
  for (std::int64_t i = 0; i < rows; ++i)
    sum += static_cast<double>(x.values[i * step * x.row_stride + j * x.col_stride]);
  centre[j] = static_cast<double>(static_cast<float>(sum / static_cast<double>(rows)));
}

}  // namespace shoal::cuda
