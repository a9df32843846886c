#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>
#include <string>

#include "cluster/kmeans/batches.hpp"
#include "cluster/kmeans/lloyd.hpp"
#include "cluster/kmeans/relocate.hpp"
#include "shoal/error.hpp"
#include "shoal/text.hpp"

namespace shoal::kmeans {
namespace {

struct Numbered {
  Matrix<double> centroids;
  std::vector<std::int64_t> sizes;
};

bool comes_first(const Numbered& clusters, std::int64_t a, std::int64_t b) {
  const auto size_a = clusters.sizes[static_cast<std::size_t>(a)], size_b = clusters.sizes[static_cast<std::size_t>(b)];
  if (size_a != size_b) return size_a > size_b;
  const auto d = clusters.centroids.cols();
  const double *row_a = clusters.centroids.row(a), *row_b = clusters.centroids.row(b);
  return std::lexicographical_compare(row_a, row_a + d, row_b, row_b + d);
}

void sort_by_size(Numbered& clusters) {
  std::vector<std::int64_t> order(clusters.sizes.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(),
                   [&](std::int64_t a, std::int64_t b) { return comes_first(clusters, a, b); });
  Numbered sorted{Matrix<double>(clusters.centroids.rows(), clusters.centroids.cols()), {}};
  for (std::size_t i = 0; i < order.size(); ++i) {
    std::copy_n(clusters.centroids.row(order[i]), clusters.centroids.cols(),
                sorted.centroids.row(static_cast<std::int64_t>(i)));
    sorted.sizes.push_back(clusters.sizes[static_cast<std::size_t>(order[i])]);
  }
  clusters = std::move(sorted);
}

void assign(const Context& context, const Points& points, Numbered& clusters, std::vector<std::int32_t>& labels) {
  labels.resize(static_cast<std::size_t>(points.rows()));
  for_each_batch(context, points.rows(), [&](RowRange rows) {
    const auto out = std::span(labels).subspan(static_cast<std::size_t>(rows.begin),
                                               static_cast<std::size_t>(rows.end - rows.begin));
    context.device.assign(context.threads, points, clusters.centroids.view(), rows, {out, {}, {}});
  });
  std::vector<Int128> sizes(clusters.sizes.size());
  for (const std::int32_t label : labels) ++sizes[static_cast<std::size_t>(label)];
  context.ranks.sum(sizes);
  std::ranges::transform(sizes, clusters.sizes.begin(), [](Int128 size) { return static_cast<std::int64_t>(size); });
}

// Mends the numbering after an assignment. Rows that lie equally near to two centroids went to the one now numbered lower,
// so a cluster may have lost all its rows, or be out of order. Drops a cluster without rows; else swaps the first two
// consecutive clusters out of order. A swap moves rows only from the later of the two to the earlier, so the list of
// sizes rises lexicographically with every swap: it ends.
bool mend(Numbered& clusters) {
  for (std::int64_t c = 0; c < clusters.centroids.rows(); ++c) {
    if (clusters.sizes[static_cast<std::size_t>(c)] != 0) continue;
    drop_clusters({&c, 1}, clusters.centroids, clusters.sizes);
    return true;
  }
  for (std::int64_t c = 1; c < clusters.centroids.rows(); ++c) {
    if (!comes_first(clusters, c, c - 1)) continue;
    double* row = clusters.centroids.row(c);
    std::swap_ranges(row, row + clusters.centroids.cols(), clusters.centroids.row(c - 1));
    return true;
  }
  return false;
}

/// An inertia under the weights as they were given.
double unscaled(const Problem& problem, double inertia) {
  const double value = std::ldexp(inertia, problem.weight_shift);
  if (std::isfinite(value)) return value;
  throw Error(ErrorCode::data, "the inertia under these weights is beyond the range of double precision",
              "make the weights smaller: only their ratios matter to the clusters");
}

std::vector<std::string> warnings_of(const Problem& problem, const KMeansOptions& options, const Start& start,
                                     std::int64_t clusters) {
  std::vector<std::string> warnings;
  if (start.unfilled) {
    warnings.push_back(grouped(options.k - clusters) + " of " + grouped(options.k) +
                       " clusters were empty when the iterations ended and were left out");
  } else if (clusters < options.k) {
    const std::string rows = clusters == 1 ? " distinct row" : " distinct rows";
    warnings.push_back("only " + grouped(clusters) + rows + (problem.weights.empty() ? "" : " with a weight above 0") +
                       " for k = " + grouped(options.k) + ": " + grouped(clusters) +
                       (clusters == 1 ? " cluster was made" : " clusters were made"));
  }
  if (!start.converged && options.algorithm == KMeansAlgorithm::lloyd) {
    warnings.push_back("k = " + grouped(options.k) + " had not converged after " + grouped(start.iterations) +
                       (start.iterations == 1 ? " iteration" : " iterations"));
  }
  return warnings;
}

}  // namespace

KMeansResult finish(const Context& context, const Problem& problem, const KMeansOptions& options, Start start) {
  complete_trace(context, {&problem, &options, context.seed, start.restart}, start);
  KMeansResult result;
  Numbered clusters{std::move(start.centroids), std::move(start.sizes)};
  sort_by_size(clusters);
  do {
    assign(context, problem.points, clusters, result.labels);
  } while (mend(clusters));
  result.warnings = warnings_of(problem, options, start, clusters.centroids.rows());
  result.clusters = clusters.centroids.rows();
  result.centroids = std::move(clusters.centroids);
  result.sizes = std::move(clusters.sizes);
  result.inertia = unscaled(problem, start.inertia.value());
  result.iterations = start.iterations;
  result.converged = start.converged;
  result.approximate = options.algorithm == KMeansAlgorithm::mini_batch;
  for (const double inertia : start.inertia_trace) result.inertia_trace.push_back(unscaled(problem, inertia));
  result.restart = start.restart;
  return result;
}

}  // namespace shoal::kmeans
