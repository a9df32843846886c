// One Lloyd pass on the GPU: nearest centroids, sums, inertia.
#pragma once

#include "cuda/kmeans/kmeans_state.hpp"

namespace shoal::cuda {

/// Whether a pass stores the labels in the state and counts how many changed. A run that only iterates leaves that out,
/// to save the traffic.
enum class Labels : std::uint8_t { kept, left_out };

/// Leaves the sums of rows `range`, under the state's centroids, in state.sums, in the order of state.stream. When
/// *ended (in device memory) is not 0 by then, the fused pass does nothing; nullptr: it always runs.
void lloyd_pass(CudaKMeansState& state, RowRange range, Labels labels, const int* ended);

/// Leaves the sums of all rows under the given labels (n values in [0, k), or -1 for a row that is left out) in
/// state.sums, without the inertia. The labels become those of the state.
void label_pass(CudaKMeansState& state, std::span<const std::int32_t> labels, std::int64_t k);

/// True when the pass over these points with k clusters is a single kernel, whose launches may run ahead of the host.
bool fused_pass(const CudaKMeansState& state, std::int64_t k);

}  // namespace shoal::cuda
