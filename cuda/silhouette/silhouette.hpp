// The exact silhouette's sums on the GPU (docs/design/0033-cuda-silhouette.md).
#pragma once

#include <cstdint>
#include <span>

#include "cuda/runtime/views.hpp"

namespace shoal::cuda {

/// Settings that decide the memory and the speed of silhouette_sums, but not its result.
struct SilhouetteTuning {
  bool prune = true;             ///< leave out clusters that cannot be the nearest
  std::int64_t range_bytes = 0;  ///< device memory for the sums of a range of tiles; 0: half of what is free
  int tiles_per_block = 0;       ///< 1 to 64; 0 lets the number of tiles decide
};

/// What one call did.
struct SilhouetteWork {
  std::int64_t tile_pairs = 0;  ///< pairs of tiles of at most 128 rows, each counted once
  std::int64_t computed = 0;    ///< pairs that were computed; a pair that meets two ranges counts twice
  std::int64_t ranges = 0;
  bool in_double = false;
};

/// LabelPasses::silhouette_sums (shoal/label_passes.hpp) for points in device memory. `labels` (a value in [0, k) for each row, or
/// -1 for a row that is left out) and the results (a value for each row) lie on the host. O(n^2 d / 2) at worst: each
/// pair of rows is computed once as long as the sums of all rows fit `range_bytes`, and bounds rule out pairs. Device
/// memory: n (d + 8) values, and 12 k to 16 k bytes for each row of a range. All settings give the same bits.
/// OutOfDeviceMemory when the memory does not suffice. X = float, double.
template <class X>
SilhouetteWork silhouette_sums(const Strided<X>& x, std::span<const std::int32_t> labels, std::int64_t k,
                               std::span<double> mean_own, std::span<double> mean_nearest,
                               const SilhouetteTuning& tuning = {});

}  // namespace shoal::cuda
