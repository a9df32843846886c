// The exact silhouette's sums on the GPU (docs/design/0033-cuda-silhouette.md).
#pragma once

#include <cstdint>
#include <span>

#include "cuda/runtime/views.hpp"

namespace shoal::cuda {

/// What decides memory and speed of silhouette_sums, never its result.
struct SilhouetteTuning {
  bool prune = true;             ///< leave clusters out that cannot be the nearest
  std::int64_t range_bytes = 0;  ///< device memory for the sums of a range of rows; 0 takes half of what is free
  int tiles_per_block = 0;       ///< 1 to 64; 0 lets the number of tiles decide
};

/// What one call did.
struct SilhouetteWork {
  std::int64_t tile_pairs = 0;  ///< pairs of tiles of at most 128 rows, each counted once
  std::int64_t computed = 0;    ///< those that were computed; more than once where a pair meets two ranges
  std::int64_t ranges = 0;
  bool in_double = false;
};

/// LabelPasses::silhouette_sums for points on the device. `labels` (rows values in [0, k), or -1 for left
/// out) and the results (rows values each) lie on the host.
/// O(n^2 d / 2) at worst, each pair once while the sums of all rows fit `range_bytes`, and less by what the bounds rule
/// out; device memory n (d + 8) values and, per row of a range, 12 to 16 k bytes. The same bits for every tuning.
/// OutOfDeviceMemory when that does not fit. X = float, double.
template <class X>
SilhouetteWork silhouette_sums(const Strided<X>& x, std::span<const std::int32_t> labels, std::int64_t k,
                               std::span<double> mean_own, std::span<double> mean_nearest,
                               const SilhouetteTuning& tuning = {});

}  // namespace shoal::cuda
