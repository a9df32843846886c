// One Lloyd pass on the GPU: nearest centroids, sums, inertia.
#pragma once

#include "cuda/kmeans/kmeans_state.hpp"

namespace shoal::cuda {

/// Whether the labels of the state are kept up and their changes counted: a run that only iterates saves the traffic.
enum class Labels : std::uint8_t { kept, left_out };

/// Leaves the sums of rows `range` under the state's centroids in state.sums, in the order of state.stream. `ended`
/// (device) makes the fused pass do nothing where it is not 0 by then; nullptr: always runs.
void lloyd_pass(CudaKMeansState& state, RowRange range, Labels labels, const int* ended);

/// Leaves the sums of all rows under the given labels (n values in [0, k), -1 = left out) in state.sums; no inertia. Its
/// labels become those of the state.
void label_pass(CudaKMeansState& state, std::span<const std::int32_t> labels, std::int64_t k);

/// True when the pass over these points and k clusters is one kernel, whose launches may run ahead of the host.
bool fused_pass(const CudaKMeansState& state, std::int64_t k);

}  // namespace shoal::cuda
