// Blocks of the matrix of distances between points on the GPU.
#pragma once

#include "cuda/runtime/stream.hpp"
#include "cuda/runtime/views.hpp"
#include "shoal/device.hpp"

namespace shoal::cuda {

/// out[i * stride + j] = distance of row rows.begin + i to row cols.begin + j of x: the root of the canonical squared
/// distance (shoal/one_answer.hpp) in double, rounded once to Out, so its bits are those of every device. `out` lies on
/// the device; stride >= the number of columns, in values. In stream order. O(rows cols d). X, Out = float, double.
template <class X, class Out>
void distance_block(const Stream& stream, const Strided<X>& x, RowRange rows, RowRange cols, Out* out,
                    std::int64_t stride);

}  // namespace shoal::cuda
