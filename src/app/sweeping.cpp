#include "app/sweeping.hpp"

#include <algorithm>
#include <cmath>

#include "app/trials.hpp"
#include "shoal/error.hpp"
#include "shoal/text.hpp"

namespace shoal::app {

namespace {

void check_rows(std::int64_t rows, const SweepOptions& options, std::optional<std::int64_t> fixed,
                const std::string& what) {
  if (rows < 3) {
    throw Error(ErrorCode::data, grouped(rows) + " " + what + " cannot be divided into groups; at least 3 are needed",
                "give a larger file, or switch off cleaning steps that leave too much out");
  }
  const std::int64_t wanted = fixed.value_or(options.k_min);
  if (wanted >= rows) {
    throw Error(
        ErrorCode::usage,
        "k = " + grouped(wanted) + " needs more than " + grouped(wanted) + " " + what + ", there are " + grouped(rows),
        "choose a smaller k with -k");
  }
}

/// Fills in what the user left open.
SweepOptions settled(Session& session, SweepOptions options, const SweepExtent& extent, const Points& points) {
  const std::int64_t rows = points.rows();
  const SilhouetteChoice widths = settled_silhouette(extent.silhouette, rows, points.cols());
  options.silhouette = widths.sample_rows > 0 || widths.exact.value_or(true);
  options.silhouette_rows = widths.sample_rows;
  options.bootstraps = extent.resamples.value_or(rows <= k_resample_rows ? k_default_resamples : 0);
  if (options.bootstraps == 0 && !extent.resamples) {
    session.warn("stability was left out for " + grouped(rows) + " rows; --resamples 20 measures it");
  }
  return options;
}

const SweepEntry* find_entry(const SweepResult& sweep, std::int64_t k) {
  const auto at = std::ranges::find(sweep.entries, k, &SweepEntry::k);
  return at == sweep.entries.end() ? nullptr : &*at;
}

ChosenK choose(const SweepResult& sweep, std::int64_t rows, std::optional<std::int64_t> fixed,
               const std::string& what) {
  if (sweep.entries.empty()) {
    throw Error(
        ErrorCode::data,
        "all " + grouped(rows) + " " + what + " are equal in the clustered features: there is nothing to divide",
        "cluster other features (--cluster-on), or check the input");
  }
  if (!fixed) return choose_k(sweep, rows);
  if (find_entry(sweep, *fixed) == nullptr) {
    throw Error(ErrorCode::data, "there are fewer than " + grouped(*fixed) + " distinct " + what,
                "choose a smaller k with -k");
  }
  ChosenK choice;
  choice.k = *fixed;
  choice.reasons.push_back("You asked for it.");
  return choice;
}

}  // namespace

SilhouetteChoice settled_silhouette(const SilhouetteChoice& asked, std::int64_t rows, std::int64_t cols) {
  if (asked.exact || asked.sample_rows > 0) return asked;
  const auto most = static_cast<double>(k_silhouette_rows);
  const auto wide = static_cast<double>(std::max(cols, k_silhouette_cols));
  const double most_rows = std::floor(most * std::sqrt(static_cast<double>(k_silhouette_cols) / wide));
  if (static_cast<double>(rows) <= most_rows) return {.exact = true};
  return {.exact = {}, .sample_rows = std::min(k_silhouette_sample, static_cast<std::int64_t>(most_rows))};
}

void warn_of_sample(Session& session, std::int64_t rows, double standard_error) {
  const std::string error = std::isfinite(standard_error)
                                ? "; the standard error of the mean is " + grouped(standard_error, 4)
                                : "; too few of them lie in a second cluster to tell the standard error";
  session.warn("the silhouettes are estimates from " + grouped(rows) + " random rows" + error +
               "; --silhouette exact takes all rows");
}

void warn_about(Session& session, const Clustering& found) {
  for (const std::string& warning : found.warnings) session.warn(warning);
  if (found.approximate)
    session.warn("the clustering is approximate: it is near, not at, what the algorithm looks for");
}

const SweepEntry& Chosen::entry() const { return *find_entry(sweep, choice.k); }

Chosen sweep_and_choose(Session& session, const Points& points, SweepOptions options, const SweepExtent& extent,
                        std::optional<std::int64_t> fixed, const std::string& what, std::span<const double> weights) {
  check_rows(points.rows(), options, fixed, what);
  options = settled(session, options, extent, points);
  Context context = session.context();
  auto [sweep, seconds] = session.timed("sweep", [&] { return sweep_kmeans(context, points, options, weights); });
  for (const std::string& warning : sweep.warnings) session.warn(warning);
  const SweepResult& swept = sweep;
  ChosenK choice = session.timed("choose", [&] { return choose(swept, points.rows(), fixed, what); }).value;
  TrialsRecord trials = trials_of(sweep, choice);
  session.track_trials(trials);
  Chosen chosen{std::move(sweep), std::move(choice), std::move(trials)};
  warn_about(session, chosen.entry().fit);
  if (!chosen.sweep.silhouette_rows.empty()) {
    warn_of_sample(session, std::ssize(chosen.sweep.silhouette_rows), chosen.entry().silhouette_standard_error);
  }
  session.say("Choose k", std::to_string(chosen.sweep.entries.front().k) + " to " +
                              std::to_string(chosen.sweep.entries.back().k) + ", " +
                              std::to_string(options.kmeans.restarts) + " starts each, " +
                              std::to_string(options.bootstraps) + " resamples, in " + human_seconds(seconds));
  return chosen;
}

}  // namespace shoal::app
