#include "app/trials.hpp"

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

Trial trial_of(const SweepEntry& entry) {
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
  trial.clustering = summary_of(entry);
  return trial;
}

}  // namespace

TrialsRecord trials_of(const SweepResult& sweep, const ChosenK& chosen) {
  TrialsRecord trials;
  trials.parameters = {"k"};
  for (const SweepEntry& entry : sweep.entries) trials.list.push_back(trial_of(entry));
  trials.inertia_one = sweep.inertia_one;
  trials.chosen = chosen;
  return trials;
}

ResultRecord result_of(const SweepEntry& entry) {
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
  }
  if (entry.stability) result.metrics["stability"] = *entry.stability;
  return result;
}

}  // namespace shoal::app
