// One attempt of a sweep as the record keeps it: what was set, what was measured, what came out.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "shoal/clustering.hpp"

namespace shoal {

/// NaN: not measured.
using Number = std::variant<std::int64_t, double>;

struct NamedNumber {
  std::string name;
  Number value;
};
using NamedNumbers = std::vector<NamedNumber>;

/// The finite number of that name; nothing where there is none.
std::optional<double> value_of(const NamedNumbers& numbers, std::string_view name);
/// The whole number of that name; nothing where there is none.
std::optional<std::int64_t> whole_of(const NamedNumbers& numbers, std::string_view name);
/// In the shortest form that reads back the same; empty for what is not finite.
std::string text_of(const Number& value);
/// The same of the number of that name; empty where there is none.
std::string text_of(const NamedNumbers& numbers, std::string_view name);
/// "eps=0.5, min_samples=5".
std::string text_of(const NamedNumbers& numbers);

/// A clustering without its labels. Lists have one value a cluster, or none where it was not measured.
struct ClusteringSummary {
  std::int64_t clusters = 0;
  std::int64_t noise = 0;             ///< rows of no cluster
  bool approximate = false;           ///< the algorithm stops near, not at, what it looks for
  std::vector<std::int64_t> sizes;    ///< rows of each cluster
  std::vector<double> inertia_trace;  ///< before each update, then the final one; empty for algorithms without
  std::vector<double> cluster_silhouettes, cluster_stability;
  std::vector<int> cluster_recovered;  ///< in how many resamples the best match was at least 0.75

  /// Noise included.
  std::int64_t rows() const;
};

/// What a summary keeps of a clustering; the lists of measures are left empty.
ClusteringSummary summary_of(const Clustering& clustering);
/// The same of labels alone. O(n). Errors of cluster_sizes().
ClusteringSummary summary_of(std::span<const std::int32_t> labels, std::int64_t clusters);

struct Trial {
  NamedNumbers parameters;  ///< as the options are named: k
  NamedNumbers measures;    ///< in the order of the columns of sweep.csv
  ClusteringSummary clustering;
};

}  // namespace shoal
