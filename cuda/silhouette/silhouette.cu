#include "cuda/silhouette/silhouette.hpp"

#include <algorithm>
#include <bit>
#include <optional>
#include <type_traits>
#include <vector>

#include "cuda/runtime/launch.hpp"
#include "cuda/runtime/memory.hpp"
#include "cuda/silhouette/cluster_bounds.cuh"
#include "cuda/silhouette/grids.hpp"
#include "cuda/silhouette/grouped_points.hpp"
#include "cuda/silhouette/magnitudes.cuh"
#include "cuda/silhouette/pair_plan.hpp"
#include "cuda/silhouette/silhouette.cuh"
#include "device/silhouette_scale.hpp"

namespace shoal::cuda {
namespace {

/// The number of blocks that keeps the largest GPU busy until a pass ends.
constexpr std::int64_t k_wanted_blocks = 16384;

std::optional<double> float_scale(const Stream& stream, const Strided<float>& x) {
  const Buffer<unsigned> limits(2);
  fill_bytes(stream, limits.data(), 0, 2);
  launch("magnitude_limits", magnitude_limits, grid_stride_shape(x.rows * x.cols), stream, x, limits.data());
  unsigned bits[2];
  to_host(stream, bits, limits.data(), 2);
  stream.wait();
  return detail::silhouette_scale(std::bit_cast<float>(bits[0]), std::bit_cast<float>(~bits[1]));
}

std::int64_t half_of_free_memory() {
  std::size_t free = 0, total = 0;
  check(cudaMemGetInfo(&free, &total), "cudaMemGetInfo");
  return static_cast<std::int64_t>(free / 2);
}

/// The device memory and the steps of one call, for points of type Y.
template <class Y>
class SilhouettePass {
 public:
  SilhouettePass(const Stream& stream, const GroupedPoints<Y>& points, const SilhouetteTuning& tuning)
      : stream_(stream), points_(points), groups_(points.groups()), tuning_(tuning), computed_(1) {
    fill_bytes(stream, computed_.data(), 0, 1);
  }

  /// Writes the mean distances of all rows that take part, multiplied by `unit`.
  SilhouetteWork run(double unit, double* own, double* nearest) {
    const std::int64_t bytes = tuning_.range_bytes > 0 ? tuning_.range_bytes : half_of_free_memory();
    const std::vector<TileRange> ranges =
        cut_ranges(points_.tiles(), groups_.k, sizeof(Y) + sizeof(std::int64_t), bytes);
    for (const TileRange& range : ranges) run_range(range, unit, own, nearest);
    unsigned long long computed = 0;
    to_host(stream_, &computed, computed_.data(), 1);
    stream_.wait();
    const std::int64_t tiles = groups_.tile_count;
    return {tiles * (tiles + 1) / 2, static_cast<std::int64_t>(computed), std::ssize(ranges),
            std::is_same_v<Y, double>};
  }

 private:
  void run_range(const TileRange& range, double unit, double* own, double* nearest) {
    const std::int64_t k = groups_.k;
    needs_.need(range.tiles * k);
    scales_.need(range.rows * k);
    sums_.need(range.rows * k);
    fill_bytes(stream_, needs_.data(), 0, range.tiles * k);
    fill_bytes(stream_, sums_.data(), 0, range.rows * k);
    launch("cluster_needs", cluster_needs<Y>, tile_shape(range.tiles), stream_, groups_, points_.moments(), range,
           tuning_.prune, needs_.data(), scales_.data());
    add_pairs(range);
    launch("finish_means", finish_means<Y>, tile_shape(range.tiles), stream_, groups_, range, sums(), points_.rows(),
           unit, own, nearest);
  }

  void add_pairs(const TileRange& range) {
    const PairGrid grid = pair_grid(groups_.tile_count, range.tiles, tuning_.tiles_per_block, k_wanted_blocks);
    PairTask<Y> task{groups_, range, sums(), computed_.data(), 0, grid.tiles_per_block};
    const auto kernel = groups_.cols <= k_pair_depth<Y> ? silhouette_pairs<Y, false> : silhouette_pairs<Y, true>;
    for_each_launch(grid.blocks, [&](std::int64_t first, std::int64_t count) {
      task.first_block = first;
      launch("silhouette_pairs", kernel, {dim3(static_cast<unsigned>(count)), dim3(k_pair_threads)}, stream_, task);
    });
  }

  PairSums<Y> sums() const { return {needs_.data(), scales_.data(), sums_.data()}; }

  const Stream& stream_;
  const GroupedPoints<Y>& points_;
  const Groups<Y> groups_;
  const SilhouetteTuning& tuning_;
  Buffer<unsigned long long> computed_;
  Buffer<std::int32_t> needs_;
  Buffer<Y> scales_;
  Buffer<unsigned long long> sums_;
};

template <class Y, class X>
SilhouetteWork means_of(const Stream& stream, const Strided<X>& x, std::span<const std::int32_t> labels, std::int64_t k,
                        double scale, const SilhouetteTuning& tuning, std::span<double> mean_own,
                        std::span<double> mean_nearest) {
  const GroupedPoints<Y> points(stream, x, labels, k, scale);
  const Buffer<double> own(x.rows), nearest(x.rows);
  fill_bytes(stream, own.data(), 0, x.rows);
  fill_bytes(stream, nearest.data(), 0, x.rows);
  SilhouetteWork work;
  if (!points.tiles().empty()) {
    work = SilhouettePass<Y>(stream, points, tuning).run(1.0 / scale, own.data(), nearest.data());
  }
  to_host(stream, mean_own.data(), own.data(), x.rows);
  to_host(stream, mean_nearest.data(), nearest.data(), x.rows);
  stream.wait();
  return work;
}

}  // namespace

template <class X>
SilhouetteWork silhouette_sums(const Strided<X>& x, std::span<const std::int32_t> labels, std::int64_t k,
                               std::span<double> mean_own, std::span<double> mean_nearest,
                               const SilhouetteTuning& tuning) {
  if (x.rows == 0) return {};
  const Stream stream;
  if constexpr (std::is_same_v<X, float>) {
    if (const std::optional<double> scale = float_scale(stream, x)) {
      return means_of<float>(stream, x, labels, k, *scale, tuning, mean_own, mean_nearest);
    }
  }
  return means_of<double>(stream, x, labels, k, 1.0, tuning, mean_own, mean_nearest);
}

template SilhouetteWork silhouette_sums(const Strided<float>&, std::span<const std::int32_t>, std::int64_t,
                                        std::span<double>, std::span<double>, const SilhouetteTuning&);
template SilhouetteWork silhouette_sums(const Strided<double>&, std::span<const std::int32_t>, std::int64_t,
                                        std::span<double>, std::span<double>, const SilhouetteTuning&);

}  // namespace shoal::cuda
