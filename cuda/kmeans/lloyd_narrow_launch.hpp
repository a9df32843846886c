// Launches the Lloyd pass over narrow float points.
#pragma once

#include "cuda/kmeans/lloyd_narrow.cuh"
#include "cuda/kmeans/lloyd_narrow.hpp"
#include "cuda/nearest/narrow_launch.hpp"
#include "cuda/runtime/launch.hpp"

namespace shoal::cuda {

template <int D, bool Weighted>
void launch_lloyd_narrow(CudaKMeansState& state, const Chunk<float>& chunk, RowRange range, Labels labels,
                         const int* ended) {
  const RowRange rows{range.begin - chunk.first_row, range.end - chunk.first_row};
  CentroidBuffers& centroids = state.centroids;
  const NarrowLaunch plan =
      plan_narrow(state.gpu, D, centroids.k(), rows, narrow_counter_bytes(D, Weighted, centroids.k()));
  const NarrowSums sums{state.value_scale.data(), Weighted ? state.weights.data() + chunk.first_row : nullptr,
                        state.weight_scale,       state.sq_scale,
                        state.sums.data(),        labels == Labels::kept ? state.labels() + chunk.first_row : nullptr,
                        plan.log2_replicas,       ended};
  const float* values = centroids.in_chain_type<float>(state.gpu, state.stream, padded_cols(D), ended);
  launch("lloyd_narrow", lloyd_narrow<D, Weighted>, {plan.grid, k_narrow_threads, plan.shared_bytes}, state.stream,
         narrow_rows(chunk.x, rows, values, centroids.k(), plan), sums);
}

/// The pass over all chunks that hold rows of the range.
template <bool Weighted>
void lloyd_narrow_chunks(CudaKMeansState& state, RowRange range, Labels labels, const int* ended) {
  with_cols(state.points.cols(), [&]<int D>() {
    state.points.for_each_chunk<float>(state.stream, range, [&](const Chunk<float>& chunk, RowRange rows) {
      launch_lloyd_narrow<D, Weighted>(state, chunk, rows, labels, ended);
    });
  });
}

}  // namespace shoal::cuda
