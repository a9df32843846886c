// The exact silhouette of the CPU. Contract: Device::silhouette_sums().
#pragma once

#include <cstdint>
#include <span>

#include "cpu/kernels/kernels.hpp"
#include "cpu/points/cpu_points.hpp"
#include "shoal/threads.hpp"

namespace shoal::cpu {

/// Pairs of tiles that there are, and those computed.
struct SilhouetteWork {
  std::int64_t tile_pairs = 0;
  std::int64_t computed = 0;
};

/// With `prune`, clusters that cannot be nearest to any row of a tile are skipped: the results are the same bits. Memory: a
/// copy of the points, and O(n).
SilhouetteWork silhouette_sums(const Kernels& kernels, ThreadPool& threads, const CpuPoints& x,
                               std::span<const std::int32_t> labels, std::int64_t k, std::span<double> mean_own,
                               std::span<double> mean_nearest, bool prune = true);

}  // namespace shoal::cpu
