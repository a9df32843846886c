// Spreads of the clusters that given labels define.
#pragma once

#include "cuda/points/cuda_points.hpp"
#include "shoal/label_passes.hpp"

namespace shoal::cuda {

/// LabelPasses::label_spreads(). Reads the points twice. Device memory: 4 bytes a row for labels, and k (2 d + 7) numbers.
void label_spreads(const Gpu& gpu, const CudaPoints& points, std::span<const std::int32_t> labels,
                   const ScaledMeans& means, std::span<double> sq, std::span<double> lengths);

}  // namespace shoal::cuda
