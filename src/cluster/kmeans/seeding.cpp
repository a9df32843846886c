#include "cluster/kmeans/seeding.hpp"

#include <algorithm>
#include <limits>

#include "base/draw_distinct.hpp"
#include "cluster/kmeans/batches.hpp"
#include "cluster/kmeans/own_scales.hpp"
#include "cluster/kmeans/rows.hpp"
#include "shoal/error.hpp"
#include "shoal/kmeans_loops.hpp"
#include "shoal/text.hpp"

namespace shoal::kmeans {
namespace {

Matrix<double> given_centroids(const Problem& problem, const KMeansOptions& options) {
  Matrix<double> centroids = options.initial;
  const Scalar scalar = problem.points.scalar();
  for (std::int64_t c = 0; c < centroids.rows(); ++c) {
    if (options.metric != Metric::cosine) {
      for (std::int64_t j = 0; j < centroids.cols(); ++j) centroids(c, j) = round_to(scalar, centroids(c, j));
    } else if (!normalise(scalar, centroids.row(c), centroids.cols())) {
      throw Error(ErrorCode::data, "an initial centroid of length 0 has no direction",
                  "give centroids with a length above 0, or use the Euclidean metric",
                  "initial centroids, row " + grouped(c + 1));
    }
  }
  return centroids;
}

// Squared distances of all rows to the nearest of the centroids, lowered into `sq`.
void lower_by(const Context& context, const Points& points, MatrixView<const double> centroids,
              std::vector<double>& sq) {
  std::vector<double> to_nearest(sq.size());
  for_each_batch(context, points.rows(), [&](RowRange rows) {
    const auto out =
        std::span(to_nearest)
            .subspan(static_cast<std::size_t>(rows.begin), static_cast<std::size_t>(rows.end - rows.begin));
    context.device.assign(context.threads, points, centroids, rows, {{}, out, {}});
  });
  std::transform(sq.begin(), sq.end(), to_nearest.begin(), sq.begin(),
                 [](double a, double b) { return std::min(a, b); });
}

/// Goes on with a run at the scale of the largest squared distance that is left. False when nothing is left.
bool seed_finer(const Context& context, const Problem& problem, SeedRun& run) {
  std::vector<double> sq(static_cast<std::size_t>(problem.points.rows()), std::numeric_limits<double>::infinity());
  if (run.given.rows > 0) lower_by(context, problem.points, run.given, sq);
  if (!run.rows.empty()) lower_by(context, problem.points, problem.rows.gather(run.rows).view(), sq);
  FitTerms finer = problem;
  finer.quantisation.sq_exponent = own_sq_exponent(problem, sq);
  if (finer.quantisation.sq_exponent <= run.terms->quantisation.sq_exponent) return false;
  const auto before = run.rows.size();
  run.terms = &finer;
  run.ended = false;
  run_plus_plus(context.device.kmeans(), context.threads, problem.rows, {&run, 1});
  run.terms = &problem;
  return run.rows.size() > before;
}

/// The row with the largest `sq` (those of the local rows) among those with a weight, ties to the lowest; -1 where all are 0.
std::int64_t farthest_of(const Problem& problem, const std::vector<double>& sq) {
  struct Candidate {
    std::int64_t row = -1;
    double sq = 0.0;
  };
  Candidate own, farthest;
  for (std::int64_t i = 0; i < problem.points.rows(); ++i) {
    const double here = sq[static_cast<std::size_t>(i)];
    if (here > own.sq && weight_of(problem, i) > 0.0) own = {problem.rows.offset() + i, here};
  }
  for (const Candidate& candidate : gather<Candidate>(problem.rows.ranks(), {&own, 1})) {
    if (candidate.sq > farthest.sq) farthest = candidate;
  }
  return farthest.row;
}

Matrix<double> picked_centroids(const Context& context, const StartTask& task, SeedRun& run) {
  fill_with_farthest(context, *task.problem, run.k, run.rows);
  return task.problem->rows.gather(run.rows);
}

Matrix<double> other_centroids(const Context& context, const StartTask& task) {
  const Problem& problem = *task.problem;
  const KMeansOptions& options = *task.options;
  if (options.init == KMeansInit::given) return given_centroids(problem, options);
  return problem.rows.gather(options.init == KMeansInit::random
                                 ? random_rows(problem, options.k, task.start_seed())
                                 : scalable(context, problem, options.k, task.start_seed()));
}

}  // namespace

std::int64_t first_row(const Problem& problem, std::uint64_t seed) {
  const std::uint64_t bits = random_bits(seed, Purpose::first_centroid, 0);
  if (problem.weights.empty()) return static_cast<std::int64_t>(draw_below(problem.rows.count(), bits));
  const double scale = power_of_two(problem.quantisation.weight_exponent);
  Int128 own = 0, total = 0, left = 0;  // left: of what is drawn, what the ranks below leave
  for (const double w : problem.weights) own += quantise(w, scale);
  const auto of_ranks = gather<Int128>(problem.rows.ranks(), {&own, 1});
  for (const Int128 weight : of_ranks) total += weight;
  left = draw_below(total, bits);
  for (int rank = 0; rank < problem.rows.ranks().rank(); ++rank) left -= of_ranks[static_cast<std::size_t>(rank)];
  std::int64_t row = -1;
  for (std::size_t i = 0; i < problem.weights.size() && left >= 0; ++i) {
    left -= quantise(problem.weights[i], scale);
    if (left < 0) row = problem.rows.offset() + static_cast<std::int64_t>(i);
  }
  problem.rows.share({&row, 1});
  return row;
}

std::vector<std::int64_t> random_rows(const Problem& problem, std::int64_t k, std::uint64_t seed) {
  std::vector<std::int64_t> weighted;
  for (std::size_t i = 0; i < problem.weights.size(); ++i) {
    if (problem.weights[i] > 0.0) weighted.push_back(problem.rows.offset() + static_cast<std::int64_t>(i));
  }
  if (!problem.rows.ranks().alone()) weighted = gather<std::int64_t>(problem.rows.ranks(), weighted);
  const std::int64_t n = weighted.empty() ? problem.rows.count() : static_cast<std::int64_t>(weighted.size());
  std::vector<std::int64_t> rows = draw_distinct(n, k, seed, Purpose::random_rows);
  if (!weighted.empty()) {
    for (std::int64_t& row : rows) row = weighted[static_cast<std::size_t>(row)];
  }
  return rows;
}

void fill_with_farthest(const Context& context, const Problem& problem, std::int64_t k,
                        std::vector<std::int64_t>& rows) {
  if (static_cast<std::int64_t>(rows.size()) >= k) return;
  std::vector<double> sq(static_cast<std::size_t>(problem.points.rows()), std::numeric_limits<double>::infinity());
  for (const std::int64_t row : rows) {
    lower_by(context, problem.points, problem.rows.gather({&row, 1}).view(), sq);
  }
  while (static_cast<std::int64_t>(rows.size()) < k) {
    const std::int64_t farthest = farthest_of(problem, sq);
    if (farthest < 0) return;
    rows.push_back(farthest);
    lower_by(context, problem.points, problem.rows.gather({&farthest, 1}).view(), sq);
  }
}

void seed_runs(const Context& context, const Problem& problem, std::span<SeedRun> runs) {
  run_plus_plus(context.device.kmeans(), context.threads, problem.rows, runs);
  for (SeedRun& run : runs) {
    const auto missing = [&] { return run.given.rows + std::ssize(run.rows) < run.k; };
    while (missing() && seed_finer(context, problem, run)) {
    }
  }
}

std::vector<Matrix<double>> seed_centroids(const Context& context, std::span<const StartTask> tasks) {
  std::vector<SeedRun> runs;
  for (const StartTask& task : tasks) {
    if (task.options->init == KMeansInit::plus_plus) {
      runs.push_back(plus_plus_run(*task.problem, task.options->k, task.start_seed()));
    }
  }
  if (!runs.empty()) seed_runs(context, *tasks.front().problem, runs);
  std::vector<Matrix<double>> centroids;
  auto picked = runs.begin();
  for (const StartTask& task : tasks) {
    const bool plus_plus = task.options->init == KMeansInit::plus_plus;
    centroids.push_back(plus_plus ? picked_centroids(context, task, *picked++) : other_centroids(context, task));
  }
  return centroids;
}

}  // namespace shoal::kmeans
