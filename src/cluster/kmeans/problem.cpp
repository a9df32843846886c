#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <type_traits>

#include "base/weights.hpp"
#include "cluster/kmeans/start.hpp"
#include "shoal/error.hpp"
#include "shoal/kmeans_loops.hpp"
#include "shoal/text.hpp"

namespace shoal::kmeans {
namespace {

void check_weights(const Rows& rows, std::span<const double> weights) {
  double weighted = weights.empty() ? 0.0 : 1.0, least = weighted;
  rows.ranks().max({&weighted, 1});
  rows.ranks().min({&least, 1});
  if (weighted != least) throw Error(ErrorCode::usage, "some ranks have weights and some have none");
  if (weights.empty()) return;
  require_one_a_row(weights, rows.local().rows());
  require_weights(weights, rows.offset());
  double largest = weights.empty() ? 0.0 : *std::max_element(weights.begin(), weights.end());
  rows.ranks().max({&largest, 1});
  if (largest == 0.0) throw_no_weight();
}

// The squared length of a row whose d values were rounded to T, divided by a rounded length, and summed up in double.
template <class T>
double unit_tolerance(std::int64_t d) {
  return static_cast<double>(d + 4) * static_cast<double>(std::numeric_limits<T>::epsilon());
}

template <class T>
bool is_unit(const T* row, std::int64_t d) {
  double sq_length = 0.0;
  for (std::int64_t j = 0; j < d; ++j) {
    sq_length = std::fma(static_cast<double>(row[j]), static_cast<double>(row[j]), sq_length);
  }
  return std::abs(sq_length - 1.0) <= unit_tolerance<T>(d);
}

void check_unit_rows(const Context& context, const Rows& rows) {
  const Points& points = rows.local();
  constexpr std::int64_t block = 8192;
  const std::int64_t blocks = (points.rows() + block - 1) / block;
  std::vector<std::int64_t> wrong(static_cast<std::size_t>(blocks), points.rows());
  std::visit(
      [&](const auto& host) {
        context.threads.run(blocks, [&](std::int64_t task, int) {
          const std::int64_t end = std::min((task + 1) * block, host.rows);
          std::int64_t i = task * block;
          while (i < end && is_unit(host.row(i), host.cols)) ++i;
          if (i < end) wrong[static_cast<std::size_t>(task)] = i;
        });
      },
      points.host());
  const std::int64_t first = blocks == 0 ? 0 : *std::min_element(wrong.begin(), wrong.end());
  if (first < points.rows()) {
    throw Error(ErrorCode::data, "cosine needs rows of length 1",
                "end the preparation with unit-length, or use the Euclidean metric",
                "row " + grouped(rows.offset() + first + 1));
  }
}

int exponent_of(double value) {
  int exponent = 0;
  std::frexp(value, &exponent);
  return exponent;
}

/// The weights times a power of two, as only their ratios matter: the largest is at most 1, or above it as far as it
/// takes to keep the smallest a normal number, but at most 2^1000.
void scale_weights(std::span<const double> weights, Problem& problem) {
  if (weights.empty()) return;
  double largest_weight = *std::ranges::max_element(weights), smallest_weight = std::numeric_limits<double>::max();
  for (const double weight : weights) {
    if (weight > 0.0) smallest_weight = std::min(smallest_weight, weight);
  }
  problem.rows.ranks().max({&largest_weight, 1});
  problem.rows.ranks().min({&smallest_weight, 1});
  const int largest = exponent_of(largest_weight), smallest = exponent_of(smallest_weight);
  problem.weight_shift = std::max(std::min(largest, smallest + 1021), largest - 1000);
  problem.scaled_weights.reserve(weights.size());
  for (std::size_t i = 0; i < weights.size(); ++i) {
    problem.scaled_weights.push_back(std::ldexp(weights[i], -problem.weight_shift));
    if (weights[i] == 0.0 || problem.scaled_weights.back() >= std::numeric_limits<double>::min()) continue;
    throw Error(ErrorCode::data, "the largest weight is more than 2^2021 (10^608) times this one",
                "leave the row out, or give it a weight nearer to the others",
                "weights, row " + grouped(problem.rows.offset() + static_cast<std::int64_t>(i) + 1),
                fmt::format("{}", weights[i]));
  }
  problem.weights = problem.scaled_weights;
}

// Two passes with one cluster: its mean, and the squared distances to it.
double mean_column_variance(const Context& context, const Problem& problem) {
  KMeansPasses& passes = context.device.kmeans();
  const auto state = passes.begin_fit(context.threads, problem.points, problem.weights, problem.quantisation);
  Matrix<double> centre(1, problem.points.cols());
  std::copy(problem.stats.min.begin(), problem.stats.min.end(), centre.row(0));
  ClusterSums sums(1, centre.cols());
  const auto pass = [&] {
    lloyd_pass(passes, context.threads, problem.rows, *state, problem.batch_rows, centre.view(), sums);
  };
  pass();
  move_to_means(problem, false, sums, centre);
  pass();
  const double inertia = std::ldexp(static_cast<double>(sums.inertia()), -problem.quantisation.sq_exponent);
  const double weight = std::ldexp(static_cast<double>(sums.weight(0)), -problem.quantisation.weight_exponent);
  return inertia / weight / static_cast<double>(centre.cols());
}

/// The statistics of all rows.
ColumnStats stats_of(const Context& context, const Rows& rows, std::span<const double> weights) {
  ColumnStats stats = context.device.column_stats(context.threads, rows.local(), weights);
  rows.ranks().min(stats.min);
  rows.ranks().max(stats.max);
  rows.ranks().max(stats.weighted_abs_max);
  rows.ranks().max({&stats.max_weight, 1});
  return stats;
}

}  // namespace

Problem make_problem(const Context& context, const Points& points, const KMeansOptions& options,
                     std::span<const double> weights) {
  const Rows rows(points, context.ranks);
  check_weights(rows, weights);
  const bool cosine = options.metric == Metric::cosine;
  if (cosine) check_unit_rows(context, rows);
  Problem problem(rows, {{}, {}, {}, points.scalar(), context.batch_rows});
  scale_weights(weights, problem);
  problem.stats = stats_of(context, rows, problem.weights);
  const bool given = options.init == KMeansInit::given;
  const auto initial = given && !cosine ? options.initial.view() : MatrixView<const double>{};
  check_distances_finite(problem.stats, points.scalar(), initial);
  problem.quantisation = make_quantisation(problem.stats, points.scalar(), !weights.empty());
  if (options.tolerance > 0.0) problem.mean_variance = mean_column_variance(context, problem);
  problem.quantisation = make_quantisation(problem.stats, points.scalar(), !weights.empty(), initial);
  if (cosine) {
    // A centroid of length 1 may lie outside the box of the rows, but no two such points lie farther apart than 2.
    const int widest = quantisation_exponent(4.5 * problem.stats.max_weight, k_sq_bits, 1000);
    problem.quantisation.sq_exponent = std::min(problem.quantisation.sq_exponent, widest);
  }
  return problem;
}

}  // namespace shoal::kmeans
