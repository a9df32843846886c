// The centre that is subtracted from rows before they are multiplied. It lies near their mean, where norms are small.
#pragma once

#include "cuda/runtime/stream.hpp"
#include "cuda/runtime/views.hpp"

namespace shoal::cuda {

/// centre[j] = a float near the mean of column j, for 0 <= j < x.cols; in the order of the stream. x has at least one
/// row.
void sample_centre(const Stream& stream, const Strided<float>& x, double* centre);

}  // namespace shoal::cuda
