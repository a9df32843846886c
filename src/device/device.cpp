#include "shoal/device.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "device/chain.hpp"
#include "device/not_finite.hpp"
#include "shoal/kmeans_passes.hpp"
#include "shoal/label_passes.hpp"
#include "shoal/neighbour_passes.hpp"

namespace shoal {

Device::Device()
    : kmeans_(std::make_unique<KMeansPasses>()),
      labels_(std::make_unique<LabelPasses>()),
      neighbours_(std::make_unique<NeighbourPasses>()) {}

Device::~Device() = default;

ColumnStats Device::column_stats(ThreadPool& threads, const Points& x, std::span<const double> weights) {
  ColumnStats stats;
  dispatch(threads, x, "the statistics of the columns",
           [&](Device& device, const Points& points) { stats = device.do_column_stats(threads, points, weights); });
  return stats;
}

void Device::assign(ThreadPool& threads, const Points& x, MatrixView<const double> centroids, RowRange rows,
                    const Assignment& out) {
  dispatch(threads, x, "an assignment",
           [&](Device& device, const Points& points) { device.do_assign(threads, points, centroids, rows, out); });
}

// The definitions.

std::unique_ptr<Points> Device::upload(ThreadPool&, HostView host) {
  std::visit(
      [](const auto& view) {
        for (std::int64_t i = 0; i < view.size(); ++i) {
          if (!std::isfinite(view.data[i])) detail::throw_not_finite(i / view.cols, i % view.cols, view.data[i]);
        }
      },
      host);
  return std::make_unique<Points>(host);
}

std::unique_ptr<Points> Device::upload_again(ThreadPool& threads, HostView host, std::unique_ptr<Points> earlier) {
  earlier.reset();
  return upload(threads, host);
}

ColumnStats Device::do_column_stats(ThreadPool& threads, const Points& x, std::span<const double> weights) {
  by_definition("the statistics of the columns");
  threads.check();
  const auto d = static_cast<std::size_t>(x.cols());
  constexpr double infinity = std::numeric_limits<double>::infinity();
  ColumnStats stats{std::vector<double>(d, infinity), std::vector<double>(d, -infinity), std::vector<double>(d)};
  if (!weights.empty()) stats.max_weight = *std::max_element(weights.begin(), weights.end());
  std::visit(
      [&](const auto& view) {
        for (std::int64_t i = 0; i < view.rows; ++i) {
          const double weight = weights.empty() ? 1.0 : weights[static_cast<std::size_t>(i)];
          for (std::size_t j = 0; j < d; ++j) {
            const double value = view.row(i)[j];
            stats.min[j] = std::min(stats.min[j], value);
            stats.max[j] = std::max(stats.max[j], value);
            stats.weighted_abs_max[j] = std::max(stats.weighted_abs_max[j], std::abs(weight * value));
          }
        }
      },
      x.host());
  return stats;
}

void Device::do_assign(ThreadPool& threads, const Points& x, MatrixView<const double> centroids, RowRange rows,
                       const Assignment& out) {
  by_definition("an assignment");
  detail::with_centroids(x, centroids, [&](const auto& view, const auto& own) {
    threads.run(rows.end - rows.begin, [&](std::int64_t i, int) {
      const detail::TwoNearest nearest = detail::two_nearest(view.row(rows.begin + i), own);
      const auto place = static_cast<std::size_t>(i);
      if (!out.labels.empty()) out.labels[place] = nearest.label;
      if (!out.sq_distance.empty()) out.sq_distance[place] = nearest.sq;
      if (!out.sq_second.empty()) out.sq_second[place] = nearest.second;
    });
  });
}

}  // namespace shoal
