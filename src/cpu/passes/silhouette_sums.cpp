#include "cpu/passes/silhouette_sums.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include "cpu/silhouette/cluster_bounds.hpp"
#include "cpu/silhouette/cluster_tiles.hpp"
#include "cpu/silhouette/pair_batch.hpp"
#include "device/silhouette_scale.hpp"

namespace shoal::cpu {
namespace {

/// A batch holds at least this many lanes, however few rows there are.
constexpr std::int64_t k_min_batch_lanes = 1 << 16;

std::optional<double> float_scale(MatrixView<const float> host) {
  float smallest = std::numeric_limits<float>::infinity(), largest = 0;
  for (std::int64_t i = 0; i < host.size(); ++i) {
    const float value = std::abs(host.data[i]);
    largest = value > largest ? value : largest;
    smallest = value < smallest && value > 0 ? value : smallest;
  }
  return detail::silhouette_scale(largest, smallest);
}

const TileKernels<float>& tile_kernels(const Kernels& kernels, float) { return kernels.tiles_f32; }
const TileKernels<double>& tile_kernels(const Kernels& kernels, double) { return kernels.tiles_f64; }

/// One call, on copies of the points as Y.
template <class Y>
class SilhouettePass {
 public:
  SilhouettePass(const Kernels& kernels, ThreadPool& threads, HostView host, std::span<const std::int32_t> labels,
                 std::int64_t k, double scale)
      : kernels_(tile_kernels(kernels, Y{})), threads_(threads), scale_(scale), tiles_(host, labels, k, scale) {}

  SilhouetteWork run(std::span<double> mean_own, std::span<double> mean_nearest, bool prune) {
    tiles_.fill(threads_);
    const Moments moments = make_moments(kernels_, threads_, tiles_);
    const std::vector<double> limits = order_by_candidates(kernels_, threads_, moments, std::ssize(mean_own), tiles_);
    PairBatch<Y> batch(kernels_, threads_, tiles_);
    const std::int64_t max_lanes = std::max(tiles_.lanes(), k_min_batch_lanes);
    const auto flush = [&] {
      batch.run(moments, {limits, prune});
      take_means(batch, mean_own, mean_nearest);
      batch.clear();
    };
    std::int64_t tile_pairs = 0;
    for (std::int64_t low = 0; low < tiles_.k(); ++low) {
      if (tiles_.size(low) == 0) continue;
      for (std::int64_t high = low; high < tiles_.k(); ++high) {
        if (tiles_.size(high) == 0) continue;
        if (batch.lanes() + tiles_.lanes(low) + tiles_.lanes(high) > max_lanes && !batch.empty()) flush();
        batch.add(low, high);
        const std::int64_t rows = tiles_.tiles(low), cols = tiles_.tiles(high);
        tile_pairs += low == high ? rows * (rows + 1) / 2 : rows * cols;
      }
    }
    flush();
    return {tile_pairs, batch.computed()};
  }

 private:
  /// Takes the mean distances of the batch's rows to whole clusters.
  void take_means(const PairBatch<Y>& batch, std::span<double> mean_own, std::span<double> mean_nearest) {
    batch.for_each_sum([&](std::int64_t row, std::int64_t cluster, std::int64_t other, double sum) {
      const auto i = static_cast<std::size_t>(row);
      const std::int64_t others = tiles_.size(other) - (cluster == other ? 1 : 0);
      const double mean = others > 0 ? sum / static_cast<double>(others) / scale_ : 0.0;
      if (cluster == other) {
        mean_own[i] = mean;
      } else {
        mean_nearest[i] = std::min(mean_nearest[i], mean);
      }
    });
  }

  const TileKernels<Y>& kernels_;
  ThreadPool& threads_;
  const double scale_;
  ClusterTiles<Y> tiles_;
};

}  // namespace

SilhouetteWork silhouette_sums(const Kernels& kernels, ThreadPool& threads, const CpuPoints& x,
                               std::span<const std::int32_t> labels, std::int64_t k, std::span<double> mean_own,
                               std::span<double> mean_nearest, bool prune) {
  constexpr double none = std::numeric_limits<double>::infinity();
  std::fill(mean_own.begin(), mean_own.end(), 0.0);
  std::fill(mean_nearest.begin(), mean_nearest.end(), none);
  std::optional<double> scale;
  if (x.scalar() == Scalar::f32) scale = float_scale(x.host_view<float>());
  const SilhouetteWork work =
      scale ? SilhouettePass<float>(kernels, threads, x.host(), labels, k, *scale).run(mean_own, mean_nearest, prune)
            : SilhouettePass<double>(kernels, threads, x.host(), labels, k, 1.0).run(mean_own, mean_nearest, prune);
  std::replace(mean_nearest.begin(), mean_nearest.end(), none, 0.0);
  return work;
}

}  // namespace shoal::cpu
