#include "app/trials.hpp"

#include <cmath>
#include <iterator>
#include <limits>

namespace shoal::app {

namespace {

constexpr double k_not_measured = std::numeric_limits<double>::quiet_NaN();

ClusteringSummary summary_of(const SweepEntry& entry) {
  ClusteringSummary summary = shoal::summary_of(entry.fit);
  summary.inertia_trace = entry.fit.inertia_trace;
  summary.cluster_stability = entry.cluster_stability;
  summary.cluster_recovered = entry.cluster_recovered;
  if (!entry.silhouette) return summary;
  for (const ClusterSilhouette& cluster : entry.silhouette->clusters) {
    summary.cluster_silhouettes.push_back(cluster.mean);
  }
  return summary;
}

Trial trial_of(const SweepEntry& entry, std::int64_t sampled_rows) {
  Trial trial;
  trial.parameters = {{"k", entry.k}};
  trial.measures = {{"inertia", entry.fit.inertia},
                    {"silhouette", entry.silhouette ? entry.silhouette->mean : k_not_measured},
                    {"calinski_harabasz", entry.calinski_harabasz},
                    {"davies_bouldin", entry.davies_bouldin},
                    {"smallest", entry.smallest},
                    {"stability", entry.stability.value_or(k_not_measured)},
                    {"share_negative", entry.silhouette ? entry.silhouette->share_negative : k_not_measured},
                    {"iterations", entry.fit.iterations},
                    {"seconds", entry.seconds},
                    {"valley", entry.valley.depth},
                    {"valley_contrast", entry.valley.contrast}};
  if (entry.stability_standard_error) {
    trial.measures.push_back({"stability_standard_error", *entry.stability_standard_error});
  }
  trial.clustering = summary_of(entry);
  if (sampled_rows == 0) return trial;
  trial.measures.push_back({"silhouette_standard_error", entry.silhouette_standard_error});
  trial.measures.push_back({"silhouette_rows", sampled_rows});
  return trial;
}

}  // namespace

TrialsRecord trials_of(const SweepResult& sweep, const ChosenK& chosen) {
  TrialsRecord trials;
  trials.parameters = {"k"};
  const auto sampled_rows = std::ssize(sweep.silhouette_rows);
  for (const SweepEntry& entry : sweep.entries) trials.list.push_back(trial_of(entry, sampled_rows));
  trials.inertia_one = sweep.inertia_one;
  trials.chosen = chosen;
  return trials;
}

ResultRecord result_of(const SweepEntry& entry, std::int64_t sampled_rows) {
  ResultRecord result;
  result.algorithm = "kmeans";
  result.clustering = summary_of(entry);
  result.iterations = entry.fit.iterations;
  result.seconds = entry.seconds;
  result.metrics["inertia"] = entry.fit.inertia;
  result.metrics["calinski_harabasz"] = entry.calinski_harabasz;
  result.metrics["davies_bouldin"] = entry.davies_bouldin;
  result.metrics["iterations"] = static_cast<double>(entry.fit.iterations);
  if (entry.silhouette) {
    result.metrics["silhouette"] = entry.silhouette->mean;
    result.metrics["share_negative"] = entry.silhouette->share_negative;
    if (sampled_rows > 0) result.metrics["silhouette_rows"] = static_cast<double>(sampled_rows);
    if (sampled_rows > 0 && std::isfinite(entry.silhouette_standard_error)) {
      result.metrics["silhouette_standard_error"] = entry.silhouette_standard_error;
    }
  }
  if (entry.stability) result.metrics["stability"] = *entry.stability;
  if (entry.stability_standard_error) result.metrics["stability_standard_error"] = *entry.stability_standard_error;
  return result;
}

}  // namespace shoal::app
