// The exact silhouette on the CPU, as LabelPasses::silhouette_sums() defines it.
#pragma once

#include <cstdint>
#include <span>

#include "cpu/kernels/kernels.hpp"
#include "cpu/points/cpu_points.hpp"
#include "shoal/threads.hpp"

namespace shoal::cpu {

/// How many pairs of tiles there are, and how many were computed.
struct SilhouetteWork {
  std::int64_t tile_pairs = 0;
  std::int64_t computed = 0;
};

/// prune: skip a cluster for a tile when it cannot be the nearest of any of the tile's rows; the results have the same bits
/// either way. Memory: a copy of the points, and O(n).
SilhouetteWork silhouette_sums(const Kernels& kernels, ThreadPool& threads, const CpuPoints& x,
                               std::span<const std::int32_t> labels, std::int64_t k, std::span<double> mean_own,
                               std::span<double> mean_nearest, bool prune = true);

}  // namespace shoal::cpu
