// The passes of k-means++ on the GPU (KMeansPasses::min_update and rows_at_mass).
#pragma once

#include <span>

#include "cuda/kmeans/kmeans_state.hpp"

namespace shoal::cuda {

void min_update(CudaKMeansState& state, MatrixView<const double> chosen, MatrixView<const double> candidates,
                std::span<Int128> masses);

void rows_at_mass(const CudaKMeansState& state, std::span<const Int128> targets, std::span<std::int64_t> out);

}  // namespace shoal::cuda
