// The sweep as rows of the record, and as sweep.csv.
#include <fmt/format.h>

#include <cmath>

#include "shoal/run_record.hpp"

namespace shoal {

std::vector<SweepRow> sweep_rows(const SweepResult& sweep) {
  std::vector<SweepRow> rows;
  rows.reserve(sweep.entries.size());
  for (const SweepEntry& entry : sweep.entries) {
    SweepRow& row = rows.emplace_back();
    row.k = entry.k;
    row.inertia = entry.fit.inertia;
    row.calinski_harabasz = entry.calinski_harabasz;
    row.davies_bouldin = entry.davies_bouldin;
    row.stability = entry.stability;
    row.smallest = entry.smallest;
    row.iterations = entry.fit.iterations;
    row.inertia_trace = entry.fit.inertia_trace;
    row.sizes = entry.fit.sizes;
    row.cluster_stability = entry.cluster_stability;
    row.cluster_recovered = entry.cluster_recovered;
    row.seconds = entry.seconds;
    if (!entry.silhouette) continue;
    row.silhouette = entry.silhouette->mean;
    row.share_negative = entry.silhouette->share_negative;
    for (const auto& cluster : entry.silhouette->clusters) row.cluster_silhouettes.push_back(cluster.mean);
  }
  return rows;
}

namespace {

/// Shortest form that reads back the same; an empty cell for what is missing or not finite.
std::string cell(const std::optional<double>& value) {
  return value && std::isfinite(*value) ? fmt::format("{}", *value) : std::string();
}

}  // namespace

std::string sweep_csv(const std::vector<SweepRow>& sweep) {
  std::string out =
      "k,inertia,silhouette,calinski_harabasz,davies_bouldin,smallest,stability,share_negative,iterations,seconds\n";
  for (const SweepRow& row : sweep) {
    out += fmt::format("{},{},{},{},{},{},{},{},{},{}\n", row.k, cell(row.inertia), cell(row.silhouette),
                       cell(row.calinski_harabasz), cell(row.davies_bouldin), row.smallest, cell(row.stability),
                       cell(row.share_negative), row.iterations, cell(row.seconds));
  }
  return out;
}

}  // namespace shoal
