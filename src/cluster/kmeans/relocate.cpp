#include "cluster/kmeans/relocate.hpp"

#include <algorithm>

#include "cluster/kmeans/batches.hpp"
#include "cluster/kmeans/rows.hpp"

namespace shoal::kmeans {
namespace {

struct Nearest {
  std::vector<std::int32_t> labels;
  std::vector<double> sq_distance;
};

Nearest nearest_centroids(const Context& context, const Points& points, MatrixView<const double> centroids) {
  const auto n = static_cast<std::size_t>(points.rows());
  Nearest nearest{std::vector<std::int32_t>(n), std::vector<double>(n)};
  for_each_batch(context, points.rows(), [&](RowRange rows) {
    const auto begin = static_cast<std::size_t>(rows.begin);
    const auto count = static_cast<std::size_t>(rows.end - rows.begin);
    context.device.assign(
        context.threads, points, centroids, rows,
        {std::span(nearest.labels).subspan(begin, count), std::span(nearest.sq_distance).subspan(begin, count), {}});
  });
  return nearest;
}

}  // namespace

std::vector<std::int64_t> farthest_rows(const Context& context, const Problem& problem,
                                        MatrixView<const double> centroids, std::int64_t wanted) {
  const auto nearest = nearest_centroids(context, problem.points, centroids);
  const double scale = power_of_two(problem.quantisation.sq_exponent);
  std::vector<std::int64_t> weighted_rows(static_cast<std::size_t>(centroids.rows));
  std::vector<std::int64_t> heap;
  for (std::int64_t i = 0; i < problem.points.rows(); ++i) {
    const double weight = weight_of(problem, i);
    const auto row = static_cast<std::size_t>(i);
    if (weight > 0.0) ++weighted_rows[static_cast<std::size_t>(nearest.labels[row])];
    if (quantise_sq(nearest.sq_distance[row], weight, scale) > 0) heap.push_back(i);
  }
  const auto nearer = [&](std::int64_t a, std::int64_t b) {
    const double sq_a = nearest.sq_distance[static_cast<std::size_t>(a)];
    const double sq_b = nearest.sq_distance[static_cast<std::size_t>(b)];
    return sq_a != sq_b ? sq_a < sq_b : a > b;
  };
  std::make_heap(heap.begin(), heap.end(), nearer);
  std::vector<std::int64_t> rows;
  while (!heap.empty() && static_cast<std::int64_t>(rows.size()) < wanted) {
    std::pop_heap(heap.begin(), heap.end(), nearer);
    auto& stay = weighted_rows[static_cast<std::size_t>(nearest.labels[static_cast<std::size_t>(heap.back())])];
    if (stay > 1) {
      --stay;
      rows.push_back(heap.back());
    }
    heap.pop_back();
  }
  return rows;
}

void place_rows(const Problem& problem, std::span<const std::int64_t> vacant, std::span<const std::int64_t> rows,
                Matrix<double>& centroids) {
  const auto values = gather_rows(problem.points, rows);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    std::copy_n(values.row(static_cast<std::int64_t>(i)), values.cols(), centroids.row(vacant[i]));
  }
}

void drop_clusters(std::span<const std::int64_t> vacant, Matrix<double>& centroids, std::vector<std::int64_t>& sizes) {
  Matrix<double> left(centroids.rows() - static_cast<std::int64_t>(vacant.size()), centroids.cols());
  std::vector<std::int64_t> left_sizes;
  for (std::int64_t c = 0; c < centroids.rows(); ++c) {
    if (std::find(vacant.begin(), vacant.end(), c) != vacant.end()) continue;
    std::copy_n(centroids.row(c), centroids.cols(), left.row(static_cast<std::int64_t>(left_sizes.size())));
    left_sizes.push_back(sizes[static_cast<std::size_t>(c)]);
  }
  centroids = std::move(left);
  sizes = std::move(left_sizes);
}

}  // namespace shoal::kmeans
