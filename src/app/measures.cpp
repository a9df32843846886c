#include "app/measures.hpp"

#include <algorithm>
#include <cmath>

#include "app/sweeping.hpp"
#include "base/at.hpp"
#include "base/weights.hpp"
#include "shoal/error.hpp"
#include "shoal/metrics.hpp"
#include "shoal/text.hpp"

namespace shoal::app {
namespace {

/// Values compared between every two clusters up to which Davies-Bouldin takes about a second.
constexpr double k_most_pair_values = 1e9;

void file_widths(const Silhouette& widths, Measured& out) {
  out.metrics["silhouette"] = widths.mean;
  out.metrics["share_negative"] = widths.share_negative;
  for (const ClusterSilhouette& cluster : widths.clusters) out.cluster_silhouettes.push_back(cluster.mean);
}

/// `rows`: that a sample is drawn from.
void file_sample(Session& session, const SampledSilhouette& found, std::int64_t rows, Measured& out) {
  file_widths(found.sample, out);
  if (std::ssize(found.rows) >= rows) return;  // all were drawn
  if (std::isfinite(found.standard_error)) out.metrics["silhouette_standard_error"] = found.standard_error;
  out.metrics["silhouette_rows"] = static_cast<double>(found.rows.size());
  warn_of_sample(session, std::ssize(found.rows), found.standard_error);
}

/// Rows in clusters, as often as their weights say.
std::int64_t clustered_rows(const Clustering& clustering, std::span<const double> weights) {
  if (weights.empty()) return std::ssize(clustering.labels) - clustering.noise;
  double rows = 0.0;
  for (std::size_t i = 0; i < weights.size(); ++i) rows += clustering.labels[i] == k_noise ? 0.0 : weights[i];
  return static_cast<std::int64_t>(rows);
}

/// The silhouettes that were chosen. A sample that nobody asked for, and in which one cluster alone has members, leaves them
/// out with a warning.
void measure_widths(Session& session, const Points& points, const Clustering& clustering, const SilhouetteChoice& asked,
                    std::span<const double> weights, Measured& out) {
  Context context = session.context();
  const std::int64_t k = clustering.clusters;
  const SilhouetteChoice widths = settled_silhouette(asked, counted_rows(weights, points.rows()), points.cols());
  if (widths.sample_rows == 0) {
    if (*widths.exact) file_widths(silhouette(context, points, clustering.labels, k, weights), out);
    return;
  }
  try {
    file_sample(session, sampled_silhouette(context, points, clustering.labels, k, widths.sample_rows, weights),
                clustered_rows(clustering, weights), out);
  } catch (const Error& error) {
    if (asked.sample_rows > 0 || error.code() != ErrorCode::data) throw;
    session.warn("silhouettes were left out: of " + grouped(widths.sample_rows) +
                 " random rows all lie in one cluster; --silhouette exact takes all rows");
  }
}

/// Clusters with rows that count.
std::int64_t used_clusters(const Clustering& clustering, std::span<const double> weights) {
  std::vector<bool> used(at(clustering.clusters));
  for (std::size_t i = 0; i < clustering.labels.size(); ++i) {
    const std::int32_t label = clustering.labels[i];
    if (label != k_noise && (weights.empty() || weights[i] > 0.0)) used[at(label)] = true;
  }
  return std::ranges::count(used, true);
}

}  // namespace

void check_choice(const SilhouetteChoice& widths, std::span<const double> weights) {
  if (are_counts(weights) || (!widths.exact.value_or(false) && widths.sample_rows == 0)) return;
  throw Error(ErrorCode::usage, "a silhouette counts rows, and the weights are no numbers of rows",
              "leave it out, or give whole weights (1, 2, 3 ...) with a sum of at most 2^53", "--silhouette");
}

Measured measure_labels(Session& session, const Points& points, const Clustering& clustering,
                        const SilhouetteChoice& widths, std::span<const double> weights) {
  Context context = session.context();
  const std::vector<std::int32_t>& labels = clustering.labels;
  Measured out;
  const std::int64_t used = used_clusters(clustering, weights);
  if (used < 2) {
    session.warn("silhouette, Calinski-Harabasz and Davies-Bouldin compare clusters, and there " +
                 std::string(used == 1 ? "is only one" : "is none") + ": they were left out");
    return out;
  }
  const std::int64_t k = clustering.clusters;
  if (!are_counts(weights)) {
    session.warn(
        "silhouette and Calinski-Harabasz count rows, and the weights are no numbers of rows: they were left out");
  } else {
    measure_widths(session, points, clustering, widths, weights, out);
    out.metrics["calinski_harabasz"] = calinski_harabasz(context, points, labels, k, weights);
  }
  const auto clusters = static_cast<double>(used);
  if (clusters * clusters * static_cast<double>(points.cols()) <= k_most_pair_values) {
    out.metrics["davies_bouldin"] = davies_bouldin(context, points, labels, k, weights);
  } else {
    session.warn("Davies-Bouldin was left out: it compares every two of " + grouped(used) + " clusters");
  }
  return out;
}

std::map<std::string, double> stored_metrics(std::map<std::string, double> metrics) {
  const auto width = metrics.find("silhouette");
  if (width != metrics.end()) width->second = std::round(width->second * 1e6) / 1e6;
  return metrics;
}

}  // namespace shoal::app
