#include "shoal/sweep.hpp"

#include <algorithm>

#include "cluster/kmeans/start.hpp"
#include "metrics/dispersion.hpp"
#include "select/schedule.hpp"
#include "select/stability.hpp"
#include "shoal/error.hpp"
#include "shoal/text.hpp"

namespace shoal {
namespace {

using kmeans::Problem;
using select::Schedule;

constexpr std::int64_t k_small_silhouette = 8192;  // rows

/// The last k to fit: at most rows - 1. Error{usage} for options that no data could meet, Error{data} for too few rows.
std::int64_t last_k(const SweepOptions& options, std::int64_t rows) {
  if (options.k_min < 2 || options.k_max < options.k_min) {
    throw Error(ErrorCode::usage,
                "a sweep over k = " + std::to_string(options.k_min) + " to " + std::to_string(options.k_max),
                "start at 2 or above and end no lower; the inertia of k = 1 is always reported");
  }
  if (options.bootstraps < 0) {
    throw Error(ErrorCode::usage, std::to_string(options.bootstraps) + " bootstraps", "use 0 to leave them out");
  }
  if (options.kmeans.init == KMeansInit::given) {
    throw Error(ErrorCode::usage, "given centroids fit one k, not a sweep", "let the sweep seed its own centroids");
  }
  if (rows <= options.k_min) {
    throw Error(
        ErrorCode::data,
        grouped(rows) + (rows == 1 ? " row" : " rows") + " for a sweep from k = " + std::to_string(options.k_min),
        "at least " + std::to_string(options.k_min + 1) + " rows are needed");
  }
  return std::min(options.k_max, rows - 1);
}

/// Best of the restarts for each k of [k_min, k_last], up to the first that has fewer clusters than asked for (the last
/// element then).
std::vector<SweepEntry> fit_every_k(Context& context, Schedule& schedule, const Problem& problem,
                                    const SweepOptions& options, std::int64_t k_last) {
  const std::int64_t ks = k_last - options.k_min + 1, restarts = kmeans::start_count(options.kmeans);
  const auto with_k = [&](std::int64_t entry) {
    KMeansOptions kmeans = options.kmeans;
    kmeans.k = options.k_min + entry;
    return kmeans;
  };
  std::vector<std::vector<kmeans::Start>> starts(static_cast<std::size_t>(ks));
  for (auto& of_one_k : starts) of_one_k.resize(static_cast<std::size_t>(restarts));
  // The largest k first: the longest tasks do not come last.
  const auto seconds = schedule.run(ks * restarts, [&](std::int64_t task) {
    const std::int64_t entry = ks - 1 - task / restarts, restart = task % restarts;
    starts[static_cast<std::size_t>(entry)][static_cast<std::size_t>(restart)] =
        kmeans::run_start(context, problem, with_k(entry), static_cast<int>(restart));
    schedule.fit_done();
  });
  std::vector<SweepEntry> entries(static_cast<std::size_t>(ks));
  schedule.run(ks, [&](std::int64_t task) {
    const std::int64_t entry = ks - 1 - task;
    const auto e = static_cast<std::size_t>(entry);
    entries[e].k = options.k_min + entry;
    entries[e].fit = kmeans::finish(context, problem, with_k(entry),
                                    kmeans::recombine(context, problem, with_k(entry), std::move(starts[e])));
    entries[e].smallest = entries[e].fit.sizes.back();
  });
  for (std::int64_t task = 0; task < ks * restarts; ++task) {
    entries[static_cast<std::size_t>(ks - 1 - task / restarts)].seconds += seconds[static_cast<std::size_t>(task)];
  }
  const auto short_of = [](const SweepEntry& entry) { return entry.fit.centroids.rows() < entry.k; };
  const auto end = std::find_if(entries.begin(), entries.end(), short_of);
  if (end != entries.end()) entries.erase(end + 1, entries.end());
  return entries;
}

/// Drops the last entry when it has fewer clusters than asked for and says so.
void end_at_distinct_rows(SweepResult& sweep) {
  const SweepEntry& last = sweep.entries.back();
  const std::int64_t clusters = last.fit.centroids.rows();
  if (clusters == last.k) return;
  if (sweep.entries.size() == 1) {
    throw Error(ErrorCode::data,
                clusters == 1 ? "all rows are equal: there is nothing to tell apart"
                              : "only " + grouped(clusters) + " distinct rows for k = " + std::to_string(last.k),
                "look at the columns and at how they were prepared; equal rows cannot be clustered");
  }
  sweep.warnings.push_back("the sweep ends at k = " + std::to_string(last.k - 1) + ": " + last.fit.warnings.front());
  sweep.entries.pop_back();
}

double inertia_of_one(Context& context, const Problem& problem, KMeansOptions kmeans) {
  kmeans.k = 1;
  kmeans.algorithm = KMeansAlgorithm::lloyd;
  return kmeans::finish(context, problem, kmeans, kmeans::run_start(context, problem, kmeans, 0)).inertia;
}

void measure(Context& context, bool beside, const Points& points, bool with_silhouette,
             std::vector<SweepEntry>& entries) {
  // Silhouettes grow with the square of the rows: beyond a few milliseconds each they are better shared out inside.
  Schedule schedule(context, beside && points.rows() <= k_small_silhouette);
  const auto seconds = schedule.run(std::ssize(entries), [&](std::int64_t i) {
    SweepEntry& entry = entries[static_cast<std::size_t>(i)];
    const auto parts = metrics::disperse(context, points, entry.fit.labels, entry.k);
    entry.calinski_harabasz = metrics::calinski_harabasz(parts);
    entry.davies_bouldin = metrics::davies_bouldin(parts);
    if (with_silhouette) entry.silhouette = silhouette(context, points, entry.fit.labels, entry.k);
  });
  for (std::size_t e = 0; e < entries.size(); ++e) entries[e].seconds += seconds[e];
}

}  // namespace

SweepResult sweep_kmeans(Context& context, const Points& points, const SweepOptions& options,
                         std::span<const double> weights) {
  const std::int64_t k_last = last_k(options, points.rows());
  KMeansOptions largest = options.kmeans;
  largest.k = k_last;
  kmeans::check_options(largest, points);
  const Problem problem = kmeans::make_problem(context, points, options.kmeans, weights);
  Schedule schedule(context, kmeans::starts_run_in_parallel(problem, k_last));

  SweepResult sweep;
  if (k_last < options.k_max) {
    sweep.warnings.push_back("the sweep ends at k = " + std::to_string(k_last) + ": there are " +
                             grouped(points.rows()) + " rows");
  }
  sweep.inertia_one = inertia_of_one(context, problem, options.kmeans);
  const std::int64_t ks = k_last - options.k_min + 1, restarts = kmeans::start_count(options.kmeans);
  schedule.expect(ks * (restarts + options.bootstraps));
  sweep.entries = fit_every_k(context, schedule, problem, options, k_last);
  end_at_distinct_rows(sweep);
  measure(context, schedule.beside(), points, options.silhouette, sweep.entries);
  sweep.bootstraps = options.bootstraps;
  if (options.bootstraps > 0) {
    schedule.expect(ks * restarts + std::ssize(sweep.entries) * options.bootstraps);
    select::measure_stability(context, schedule, points, options, weights, sweep.entries);
  }
  for (const SweepEntry& entry : sweep.entries) {
    sweep.warnings.insert(sweep.warnings.end(), entry.fit.warnings.begin(), entry.fit.warnings.end());
  }
  return sweep;
}

}  // namespace shoal
