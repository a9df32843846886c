// Labels and distances of the rows of a chunk.
#pragma once

#include "cuda/centroids.hpp"
#include "cuda/cuda_points.hpp"

namespace shoal::cuda {

/// Nearest centroids of rows `range` (of all) of the chunk, ties to the lowest index, by whichever kernel is fastest.
template <class X>
void nearest(const Gpu& gpu, const Stream& stream, const Chunk<X>& chunk, RowRange range, CentroidBuffers& centroids,
             const NearestOut& out);

}  // namespace shoal::cuda
