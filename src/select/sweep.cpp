#include "shoal/sweep.hpp"

#include <algorithm>
#include <utility>

#include "base/at.hpp"
#include "cluster/kmeans/start.hpp"
#include "metrics/dispersion.hpp"
#include "select/candidates.hpp"
#include "select/schedule.hpp"
#include "select/stability.hpp"
#include "select/valley.hpp"
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

using Starts = std::vector<kmeans::Start>;

/// The fits of a sweep: all starts of every k, bettered, finished.
class EveryK {
 public:
  EveryK(Context& context, Schedule& schedule, const Problem& problem, const SweepOptions& options, std::int64_t k_last)
      : context_(context), schedule_(schedule), problem_(problem), restarts_(kmeans::start_count(options.kmeans)) {
    for (std::int64_t k = options.k_min; k <= k_last; ++k) {
      options_.push_back(options.kmeans);
      options_.back().k = k;
    }
    entries_.resize(options_.size());
    for (std::size_t e = 0; e < entries_.size(); ++e) entries_[e].k = options_[e].k;
  }

  /// One task a start, the largest k first: the longest tasks do not come last.
  void fit_as_tasks() {
    const std::int64_t ks = std::ssize(entries_);
    std::vector<Starts> starts(entries_.size(), Starts(static_cast<std::size_t>(restarts_)));
    const auto entry_of = [&](std::int64_t task) { return static_cast<std::size_t>(ks - 1 - task / restarts_); };
    const auto seconds = schedule_.run(ks * restarts_, [&](std::int64_t task) {
      const auto restart = static_cast<int>(task % restarts_);
      starts[entry_of(task)][static_cast<std::size_t>(restart)] =
          kmeans::run_start(context_, kmeans::task_of(context_, problem_, options_[entry_of(task)], restart));
      schedule_.fits_done();
    });
    schedule_.run(ks, [&](std::int64_t task) {
      const auto e = static_cast<std::size_t>(ks - 1 - task);
      finish(e, kmeans::recombine(context_, problem_, options_[e], std::move(starts[e])));
    });
    for (std::int64_t task = 0; task < ks * restarts_; ++task) {
      entries_[entry_of(task)].seconds += seconds[static_cast<std::size_t>(task)];
    }
  }

  /// All starts in one call, then all children of each generation.
  void fit_as_batch() {
    std::vector<std::vector<kmeans::StartTask>> tasks;
    for (const KMeansOptions& options : options_) tasks.push_back(kmeans::tasks_of(context_, problem_, options));
    std::vector<Starts> starts;
    const double seconds =
        schedule_.run_batch(std::ssize(tasks), [&] { starts = kmeans::run_groups(context_, tasks); });
    schedule_.fits_done(std::ssize(tasks) * restarts_);
    std::vector<kmeans::Family> families;
    for (std::size_t e = 0; e < starts.size(); ++e) families.push_back({&options_[e], std::move(starts[e])});
    auto best = kmeans::recombine_together(context_, problem_, std::move(families));
    schedule_.run(std::ssize(entries_), [&](std::int64_t entry) {
      const auto e = static_cast<std::size_t>(entry);
      finish(e, std::move(best[e]));
    });
    for (SweepEntry& entry : entries_) entry.seconds = seconds;
  }

  /// Those up to the first k that has fewer clusters than asked for (the last element then).
  std::vector<SweepEntry> take() {
    const auto short_of = [](const SweepEntry& entry) { return entry.fit.centroids.rows() < entry.k; };
    const auto end = std::find_if(entries_.begin(), entries_.end(), short_of);
    if (end != entries_.end()) entries_.erase(end + 1, entries_.end());
    return std::move(entries_);
  }

 private:
  void finish(std::size_t e, kmeans::Start best) {
    entries_[e].fit = kmeans::finish(context_, problem_, options_[e], std::move(best));
    entries_[e].smallest = smallest_size(entries_[e].fit.sizes);
  }

  Context& context_;
  Schedule& schedule_;
  const Problem& problem_;
  const std::int64_t restarts_;
  std::vector<KMeansOptions> options_;
  std::vector<SweepEntry> entries_;
};

std::vector<SweepEntry> fit_every_k(Context& context, Schedule& schedule, const Problem& problem,
                                    const SweepOptions& options, std::int64_t k_last) {
  EveryK fits(context, schedule, problem, options, k_last);
  if (kmeans::starts_go_in_batches(context, problem, options.kmeans, k_last)) {
    fits.fit_as_batch();
  } else {
    fits.fit_as_tasks();
  }
  return fits.take();
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
  return kmeans::finish(context, problem, kmeans, kmeans::run_start(context, {&problem, &kmeans, context.seed, 0}))
      .inertia;
}

/// The silhouette of an entry; those of a sample return the rows drawn, which depend on their number and the seed alone.
/// Leaves it out where the sample holds members of one cluster only.
std::vector<std::int64_t> measure_silhouette(Context& context, const Points& points, std::int64_t sample,
                                             SweepEntry& entry) {
  if (sample == 0 || sample >= points.rows()) {
    entry.silhouette = silhouette(context, points, entry.fit.labels, entry.k);
    return {};
  }
  try {
    SampledSilhouette found = sampled_silhouette(context, points, entry.fit.labels, entry.k, sample);
    entry.silhouette = std::move(found.sample);
    entry.silhouette_standard_error = found.standard_error;
    return std::move(found.rows);
  } catch (const Error& error) {
    if (error.code() != ErrorCode::data) throw;
    return {};
  }
}

/// Silhouettes of some k alone would not be compared with anything.
void drop_silhouettes_unless_all(SweepResult& sweep) {
  const auto missing =
      std::ranges::find_if_not(sweep.entries, [](const SweepEntry& entry) { return entry.silhouette.has_value(); });
  if (missing == sweep.entries.end()) return;
  sweep.warnings.push_back(
      "silhouettes were left out: at k = " + std::to_string(missing->k) +
      " all rows of the sample lie in one cluster; --silhouette exact, or a larger sample, has them");
  for (SweepEntry& entry : sweep.entries) entry.silhouette.reset();
  sweep.silhouette_rows.clear();
}

void measure(Context& context, bool beside, const Points& points, const SweepOptions& options, SweepResult& sweep) {
  std::vector<SweepEntry>& entries = sweep.entries;
  std::vector<std::vector<std::int64_t>> drawn(entries.size());
  // Silhouettes grow with the square of the rows: beyond a few milliseconds each they are better shared out inside.
  Schedule schedule(context, beside && points.rows() <= k_small_silhouette);
  const select::DensitySample sample = select::draw_density_sample(context, points);
  const auto seconds = schedule.run(std::ssize(entries), [&](std::int64_t i) {
    SweepEntry& entry = entries[static_cast<std::size_t>(i)];
    entry.valley = select::least_valley(sample, entry.fit.labels, entry.fit.centroids.view());
    const auto parts = metrics::disperse(context, points, entry.fit.labels, entry.k);
    entry.calinski_harabasz = metrics::calinski_harabasz(parts);
    entry.davies_bouldin = metrics::davies_bouldin(parts);
    if (options.silhouette) drawn[at(i)] = measure_silhouette(context, points, options.silhouette_rows, entry);
  });
  for (std::size_t e = 0; e < entries.size(); ++e) entries[e].seconds += seconds[e];
  sweep.silhouette_rows = std::move(drawn.front());
  if (options.silhouette) drop_silhouettes_unless_all(sweep);
}

/// `done`: fits so far.
void measure_stability(Context& context, Schedule& schedule, const Points& points, const SweepOptions& options,
                       std::span<const double> weights, std::int64_t done, std::vector<SweepEntry>& entries) {
  schedule.expect(done += std::ssize(entries) * options.bootstraps);
  select::measure_stability(context, schedule, points, options, weights, entries);
  for (SweepEntry& entry : entries) {
    if (!select::clear_valley(entry.valley) || select::comes_back(entry)) continue;
    schedule.expect(done += options.bootstraps);
    select::measure_stability_anew(context, schedule, points, options, weights, entry);
  }
}

}  // namespace

SweepResult sweep_kmeans(Context& context, const Points& points, const SweepOptions& options,
                         std::span<const double> weights) {
  require_alone(context.ranks, "a sweep over k");
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
  measure(context, schedule.beside(), points, options, sweep);
  sweep.bootstraps = options.bootstraps;
  if (options.bootstraps > 0) {
    measure_stability(context, schedule, points, options, weights, ks * restarts, sweep.entries);
  }
  for (const SweepEntry& entry : sweep.entries) {
    sweep.warnings.insert(sweep.warnings.end(), entry.fit.warnings.begin(), entry.fit.warnings.end());
  }
  return sweep;
}

}  // namespace shoal
