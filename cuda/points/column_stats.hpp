// Device::column_stats() on the GPU.
#pragma once

#include <span>

#include "cuda/points/cuda_points.hpp"

namespace shoal::cuda {

ColumnStats column_stats(const Gpu& gpu, const CudaPoints& points, std::span<const double> weights);

}  // namespace shoal::cuda
