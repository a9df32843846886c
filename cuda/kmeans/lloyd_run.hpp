// Lloyd's iterations on the GPU (KMeansPasses::lloyd_runs): centroids and sums stay there until the run ends.
#pragma once

#include "cuda/kmeans/kmeans_state.hpp"
#include "shoal/threads.hpp"

namespace shoal::cuda {

/// Iterates until the run ends. Whenever the host waits, at most once an iteration, it looks whether the pool was
/// cancelled.
void run_lloyd(ThreadPool& threads, CudaKMeansState& state, LloydRun& run);

/// Adds the sums of a pass to those of the host.
void add_sums(const CudaKMeansState& state, ClusterSums& sums);

}  // namespace shoal::cuda
