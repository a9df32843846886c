// The centre that is subtracted from rows before they are multiplied.
#pragma once

#include "cuda/runtime/views.hpp"
#include "cuda/simt/simt.hpp"

namespace shoal::cuda {

inline constexpr int k_centre_threads = 128;
/// The number of rows whose mean is the centre. Any centre is right; one near the mean makes the norms, and so the
/// bounds, small.
inline constexpr std::int64_t k_centre_rows = 256;

/// centre[j] = mean of column j over evenly spaced rows, rounded to a float. One thread a column.
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
