#include "select/stability.hpp"

#include <algorithm>
#include <cmath>
#include <memory>
#include <numeric>

#include "cluster/kmeans/start.hpp"
#include "shoal/random.hpp"

namespace shoal::select {
namespace {

// Hennig 2007: a cluster whose best match falls below 0.75 has not come back.
constexpr double k_recovered = 0.75;

/// One draw of the rows. The problem refers to `weights`: made once, never moved.
struct Resample {
  Resample(const Context& context, const Points& points, const KMeansOptions& options, std::span<const double> own,
           std::uint64_t seed)
      : seed(seed), drawn(draw_rows(points.rows(), own, seed)), weights(times(drawn, own)) {
    problem = std::make_unique<kmeans::Problem>(kmeans::make_problem(context, points, options, weights));
  }
  static std::vector<double> times(std::vector<double> drawn, std::span<const double> own) {
    for (std::size_t i = 0; i < own.size(); ++i) drawn[i] *= own[i];
    return drawn;
  }

  std::uint64_t seed;
  std::vector<double> drawn, weights;
  std::unique_ptr<kmeans::Problem> problem;
};

/// The starts that a resample is fitted with.
std::vector<kmeans::StartTask> tasks_on(const Context& context, const Resample& resample,
                                        const KMeansOptions& options) {
  auto tasks = kmeans::tasks_of(context.with_seed(resample.seed), *resample.problem, options);
  tasks.resize(std::min<std::size_t>(tasks.size(), k_resample_starts));
  return tasks;
}

std::vector<kmeans::Start> one_by_one(const Context& context, std::span<const kmeans::StartTask> tasks) {
  std::vector<kmeans::Start> starts;
  for (const kmeans::StartTask& task : tasks) starts.push_back(kmeans::run_start(context, task));
  return starts;
}

/// The best of as many starts as the data had, and of one from the data's own centroids.
kmeans::Start best_of_all(const Context& context, const Points& points, const Resample& resample,
                          const KMeansOptions& options, const Matrix<double>& centroids) {
  const Context seeded = context.with_seed(resample.seed);
  KMeansOptions given = options;
  given.init = KMeansInit::given;
  given.initial = centroids;
  const kmeans::Problem problem = kmeans::make_problem(seeded, points, given, resample.weights);
  auto tasks = kmeans::tasks_of(seeded, problem, options);
  tasks.push_back(kmeans::task_of(seeded, problem, given, static_cast<int>(tasks.size())));
  return kmeans::best_start(one_by_one(context, tasks));
}

/// Standard error of the mean of values.
std::optional<double> standard_error(const std::vector<double>& values) {
  const auto n = static_cast<double>(values.size());
  if (n < 2.0) return std::nullopt;
  const double mean = std::accumulate(values.begin(), values.end(), 0.0) / n;
  double squares = 0.0;
  for (const double value : values) squares += (value - mean) * (value - mean);
  return std::sqrt(squares / (n - 1.0) / n);
}

/// overlaps: one vector of k values a resample.
void summarise(const std::vector<std::vector<double>>& overlaps, SweepEntry& entry) {
  const auto clusters = static_cast<std::size_t>(entry.k);
  entry.cluster_stability.assign(clusters, 0.0);
  entry.cluster_recovered.assign(clusters, 0);
  std::vector<double> means;  // of the clusters, in each resample
  for (const auto& overlap : overlaps) {
    means.push_back(std::accumulate(overlap.begin(), overlap.end(), 0.0) / static_cast<double>(clusters));
    for (std::size_t c = 0; c < clusters; ++c) {
      entry.cluster_stability[c] += overlap[c];
      if (overlap[c] >= k_recovered) ++entry.cluster_recovered[c];
    }
  }
  double sum = 0.0;
  for (double& mean : entry.cluster_stability) {
    mean /= static_cast<double>(overlaps.size());
    sum += mean;
  }
  entry.stability = sum / static_cast<double>(clusters);
  entry.stability_standard_error = standard_error(means);
}

std::unique_ptr<Resample> resample(const Context& context, const Points& points, const SweepOptions& options,
                                   std::span<const double> weights, std::int64_t draw) {
  const std::uint64_t seed = random_bits(context.seed, Purpose::bootstrap, static_cast<std::uint64_t>(draw));
  return std::make_unique<Resample>(context, points, options.kmeans, weights, seed);
}

/// Of each cluster of the entry, the best match among the clusters of a start on the resample.
std::vector<double> overlaps_of(const Context& context, const Points& points, const Resample& resample,
                                const kmeans::Start& start, const SweepEntry& entry) {
  std::vector<std::int32_t> labels(static_cast<std::size_t>(points.rows()));
  context.device.assign(context.threads, points, start.centroids.view(), {0, points.rows()}, {labels, {}, {}});
  return best_overlaps(entry.fit.labels, labels, entry.k, resample.drawn);
}

std::vector<KMeansOptions> options_of(const std::vector<SweepEntry>& entries, const KMeansOptions& options) {
  std::vector<KMeansOptions> out(entries.size(), options);
  for (std::size_t e = 0; e < entries.size(); ++e) out[e].k = entries[e].k;
  return out;
}

}  // namespace

std::vector<double> draw_rows(std::int64_t rows, std::span<const double> weights, std::uint64_t seed) {
  std::vector<std::int64_t> weighted;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    if (weights[i] > 0.0) weighted.push_back(static_cast<std::int64_t>(i));
  }
  const auto draws = static_cast<std::uint64_t>(weights.empty() ? rows : std::ssize(weighted));
  std::vector<double> drawn(static_cast<std::size_t>(rows));
  for (std::uint64_t i = 0; i < draws; ++i) {
    const auto row = static_cast<std::size_t>(random_below(draws, seed, Purpose::bootstrap, i, 1));
    drawn[weights.empty() ? row : static_cast<std::size_t>(weighted[row])] += 1.0;
  }
  return drawn;
}

std::vector<double> best_overlaps(std::span<const std::int32_t> reference, std::span<const std::int32_t> other,
                                  std::int64_t k, std::span<const double> drawn) {
  const auto clusters = static_cast<std::size_t>(k);
  std::vector<std::int64_t> both(clusters * clusters), own(clusters), others(clusters);
  for (std::size_t i = 0; i < reference.size(); ++i) {
    if (!(drawn[i] > 0.0)) continue;
    const bool in_own = reference[i] != k_noise, in_other = other[i] != k_noise;
    const auto a = static_cast<std::size_t>(reference[i]), b = static_cast<std::size_t>(other[i]);
    if (in_own) ++own[a];
    if (in_other) ++others[b];
    if (in_own && in_other) ++both[a * clusters + b];
  }
  std::vector<double> best(clusters);
  for (std::size_t a = 0; a < clusters; ++a) {
    for (std::size_t b = 0; b < clusters; ++b) {
      const std::int64_t shared = both[a * clusters + b];
      if (shared == 0) continue;
      best[a] = std::max(best[a], static_cast<double>(shared) / static_cast<double>(own[a] + others[b] - shared));
    }
  }
  return best;
}

using Overlaps = std::vector<std::vector<double>>;  // of each resample

void measure_stability(Context& context, Schedule& schedule, const Points& points, const SweepOptions& options,
                       std::span<const double> weights, std::vector<SweepEntry>& entries) {
  const std::int64_t draws = options.bootstraps, ks = std::ssize(entries);
  std::vector<Overlaps> overlaps(entries.size(), Overlaps(static_cast<std::size_t>(draws)));
  const auto of_entry = options_of(entries, options.kmeans);

  // Beside each other all resamples are held at once, n x bootstraps weights; one after the other, one at a time.
  const std::int64_t held = schedule.beside() ? draws : 1, refits = held * ks;
  // The largest k first: the longest tasks do not come last.
  const auto entry_of = [&](std::int64_t refit) { return static_cast<std::size_t>(ks - 1 - refit / held); };
  const auto draw_of = [&](std::int64_t refit) { return static_cast<std::size_t>(refit % held); };
  for (std::int64_t first = 0; first < draws; first += held) {
    std::vector<std::unique_ptr<Resample>> drawn(static_cast<std::size_t>(held));
    schedule.run(held, [&](std::int64_t i) {
      drawn[static_cast<std::size_t>(i)] = resample(context, points, options, weights, first + i);
    });
    std::vector<std::vector<kmeans::StartTask>> tasks;
    for (std::int64_t refit = 0; refit < refits; ++refit) {
      tasks.push_back(tasks_on(context, *drawn[draw_of(refit)], of_entry[entry_of(refit)]));
    }
    std::vector<std::vector<kmeans::Start>> starts(tasks.size());
    double shared_seconds = 0.0;
    if (kmeans::starts_go_in_batches(context, *drawn[0]->problem, options.kmeans, entries.back().k)) {
      shared_seconds = schedule.run_batch(refits, [&] { starts = kmeans::run_groups(context, tasks); });
    }
    const auto seconds = schedule.run(refits, [&](std::int64_t refit) {
      auto& own = starts[static_cast<std::size_t>(refit)];
      if (own.empty()) own = one_by_one(context, tasks[static_cast<std::size_t>(refit)]);
      overlaps[entry_of(refit)][static_cast<std::size_t>(first) + draw_of(refit)] = overlaps_of(
          context, points, *drawn[draw_of(refit)], kmeans::best_start(std::move(own)), entries[entry_of(refit)]);
      schedule.fits_done();
    });
    for (std::int64_t refit = 0; refit < refits; ++refit) {
      entries[entry_of(refit)].seconds += shared_seconds + seconds[static_cast<std::size_t>(refit)];
    }
  }
  for (std::size_t e = 0; e < entries.size(); ++e) summarise(overlaps[e], entries[e]);
}

void measure_stability_anew(Context& context, Schedule& schedule, const Points& points, const SweepOptions& options,
                            std::span<const double> weights, SweepEntry& entry) {
  KMeansOptions of_entry = options.kmeans;
  of_entry.k = entry.k;
  Overlaps overlaps(static_cast<std::size_t>(options.bootstraps));
  const auto seconds = schedule.run(options.bootstraps, [&](std::int64_t draw) {
    const auto drawn = resample(context, points, options, weights, draw);
    overlaps[static_cast<std::size_t>(draw)] = overlaps_of(
        context, points, *drawn, best_of_all(context, points, *drawn, of_entry, entry.fit.centroids), entry);
    schedule.fits_done();
  });
  entry.seconds += std::accumulate(seconds.begin(), seconds.end(), 0.0);
  summarise(overlaps, entry);
}

}  // namespace shoal::select
