#include "cluster/kmeans/relocate.hpp"

#include <algorithm>

#include "cluster/kmeans/batches.hpp"
#include "cluster/kmeans/rows.hpp"

namespace shoal::kmeans {

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

namespace {

/// A row that may leave its cluster.
struct Candidate {
  std::int64_t row;
  double sq;
  std::int32_t label;
};

/// The first `wanted` of the candidates, farthest first, ties to the lowest row, that leave a row with a weight behind:
/// `weighted_rows` are those of each cluster.
std::vector<Candidate> leavers(std::vector<Candidate> candidates, std::vector<Int128> weighted_rows,
                               std::int64_t wanted) {
  const auto nearer = [](const Candidate& a, const Candidate& b) { return a.sq != b.sq ? a.sq < b.sq : a.row > b.row; };
  std::make_heap(candidates.begin(), candidates.end(), nearer);
  std::vector<Candidate> chosen;
  while (!candidates.empty() && std::ssize(chosen) < wanted) {
    std::pop_heap(candidates.begin(), candidates.end(), nearer);
    Int128& stay = weighted_rows[static_cast<std::size_t>(candidates.back().label)];
    if (stay > 1) {
      --stay;
      chosen.push_back(candidates.back());
    }
    candidates.pop_back();
  }
  return chosen;
}

}  // namespace

std::vector<std::int64_t> farthest_rows(const Context& context, const Problem& problem,
                                        MatrixView<const double> centroids, std::int64_t wanted) {
  return farthest_rows(problem, nearest_centroids(context, problem.points, centroids), centroids.rows,
                       problem.quantisation.sq_exponent, wanted);
}

std::vector<std::int64_t> farthest_rows(const Problem& problem, const Nearest& nearest, std::int64_t k, int sq_exponent,
                                        std::int64_t wanted) {
  const double scale = power_of_two(sq_exponent);
  std::vector<Int128> weighted_rows(static_cast<std::size_t>(k));
  std::vector<Candidate> candidates;
  for (std::int64_t i = 0; i < problem.points.rows(); ++i) {
    const double weight = weight_of(problem, i);
    const auto row = static_cast<std::size_t>(i);
    const std::int32_t label = nearest.labels[row];
    if (weight > 0.0) ++weighted_rows[static_cast<std::size_t>(label)];
    if (quantise_sq(nearest.sq_distance[row], weight, scale) > 0) {
      candidates.push_back({problem.rows.offset() + i, nearest.sq_distance[row], label});
    }
  }
  Communicator& ranks = problem.rows.ranks();
  ranks.sum(weighted_rows);
  // A row that is among the first of all is among the first of its rank: what the ranks leave out of a cluster, others of
  // it that are farther have taken the place of.
  auto chosen = leavers(std::move(candidates), weighted_rows, wanted);
  if (!ranks.alone()) chosen = leavers(gather<Candidate>(ranks, chosen), weighted_rows, wanted);
  std::vector<std::int64_t> rows;
  for (const Candidate& candidate : chosen) rows.push_back(candidate.row);
  return rows;
}

void place_rows(const Problem& problem, std::span<const std::int64_t> vacant, std::span<const std::int64_t> rows,
                Matrix<double>& centroids) {
  const auto values = problem.rows.gather(rows);
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
