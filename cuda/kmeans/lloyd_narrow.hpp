// The Lloyd pass over narrow float points as one kernel (lloyd_narrow.cuh), without and with weights.
//
// Each of the two has a .cu file of its own: it holds a kernel for each of 16 numbers of columns, and nvcc takes longer
// for them than for any other file, so that a parallel build would wait for one file with both.
#pragma once

#include "cuda/kmeans/lloyd_pass.hpp"

namespace shoal::cuda {

/// Adds the sums of rows `range` to state.sums, in the order of state.stream; the points are narrow floats. `ended` is
/// that of lloyd_pass().
void lloyd_narrow_unweighted(CudaKMeansState& state, RowRange range, Labels labels, const int* ended);
void lloyd_narrow_weighted(CudaKMeansState& state, RowRange range, Labels labels, const int* ended);

}  // namespace shoal::cuda
