// The centre that rows are seen from when they are multiplied: near their mean, where norms are least.
#pragma once

#include "cuda/runtime/stream.hpp"
#include "cuda/runtime/views.hpp"

namespace shoal::cuda {

/// centre[j], j < x.cols: a float near the mean of column j; in the order of the stream. x has rows.
void sample_centre(const Stream& stream, const Strided<float>& x, double* centre);

}  // namespace shoal::cuda
