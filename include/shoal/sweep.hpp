// Every k, and which one to take.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "shoal/choice.hpp"
#include "shoal/kmeans.hpp"
#include "shoal/metrics.hpp"

namespace shoal {

struct SweepOptions {
  std::int64_t k_min = 2;
  std::int64_t k_max = 10;
  KMeansOptions kmeans;  ///< k is ignored
  bool silhouette = true;
  std::int64_t silhouette_rows = 0;  ///< above 0: of so many random rows, the same for each k
  int bootstraps = 20;               ///< resamples for the stability; 0 leaves it out
};

/// Between the two clusters of a clustering that are told apart least surely: how the rows thin out from one centroid to
/// the other.
struct Valley {
  double depth = 0.0;     ///< 1 - rows in the thinnest band / rows in the lower of the peaks on its sides; 0: no valley
  double contrast = 0.0;  ///< the difference of the two counts in standard errors
};

struct SweepEntry {
  std::int64_t k = 0;
  KMeansResult fit;
  std::optional<Silhouette> silhouette;    ///< of SweepResult::silhouette_rows alone where there are any
  double silhouette_standard_error = 0.0;  ///< of its mean; NaN where the sample cannot tell
  double calinski_harabasz = 0.0;
  double davies_bouldin = 0.0;
  std::int64_t smallest = 0;        ///< rows of the smallest cluster
  std::optional<double> stability;  ///< mean over clusters and resamples of the best-match Jaccard (Hennig 2007)
  /// Of that mean, from how it differs between the resamples; nothing from one resample.
  std::optional<double> stability_standard_error;
  std::vector<double> cluster_stability;  ///< k; per cluster, mean over resamples
  std::vector<int> cluster_recovered;     ///< k; in how many resamples the best match was at least 0.75
  Valley valley;
  double seconds = 0.0;
};

struct SweepResult {
  double inertia_one = 0.0;  ///< inertia at k = 1: the total sum of squares
  int bootstraps = 0;        ///< resamples behind the stabilities; 0: they were left out
  std::vector<SweepEntry>
      entries;  ///< k ascending; a k with fewer distinct rows than clusters ends the sweep with a warning
  std::vector<std::int64_t> silhouette_rows;  ///< those drawn for the silhouettes, ascending; empty: they are exact
  std::vector<std::string> warnings;
};

/// Fits and measures k_min..k_max (k_max is cut to n - 1). Tasks over (k, restart) and (k, resample) run in parallel
/// when a fit is small. Progress in units of "fits". Equal bits for any number of threads. `weights` count in the fits
/// and the stability, not in the measures. Where a cluster takes up the whole sample of the silhouettes, all of them are
/// left out with a warning. Time: restarts + 3 bootstraps fits and one silhouette, O(n^2 d), for each k;
/// memory O(n) a running task, and n doubles a resample where the fits are small. Error{usage} for k_min < 2 or given
/// centroids; Error{data} for k_min rows or fewer, and for fewer than k_min distinct ones.
SweepResult sweep_kmeans(Context& context, const Points& points, const SweepOptions& options,
                         std::span<const double> weights = {});

/// Chooses k by the rule of docs/guide/choosing-k.md; the silhouette alone never decides. At least one entry.
/// Example:
///     SweepResult swept = sweep_kmeans(context, *points, sweep);
///     ChosenK choice = choose_k(swept, points->rows());
ChosenK choose_k(const SweepResult& sweep, std::int64_t rows);

/// What the neighbours k - 1 and k + 1 of a sweep would change, one sentence each for those that were fitted: "k = 5
/// would split group 1 into 812 and 901 rows." `group` and `rows` are what a cluster and its rows are called. O(n).
std::vector<std::string> neighbour_notes(const SweepResult& sweep, std::int64_t k, std::string_view group = "group",
                                         std::string_view rows = "rows");

}  // namespace shoal
