// What the charts of the report need, computed once and stored in the record.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "shoal/clustering.hpp"
#include "shoal/matrix.hpp"
#include "shoal/metrics.hpp"
#include "shoal/run_record.hpp"
#include "shoal/table.hpp"

namespace shoal::app {

/// A clustering of customers as the charts see it.
struct ClusteredCustomers {
  const FeatureTable& table;              ///< n x F, all features
  const Clustering& clustering;           ///< n
  const Matrix<double>& prepared;         ///< m x d, the fitted rows in the prepared space
  const std::vector<std::int64_t>& kept;  ///< m, rows of the table
  const Matrix<double>& centroids;        ///< k x d
};

/// Silhouette curves (if the widths were computed), principal components and profiles. O(n F + m d^2).
ChartData chart_data(const ClusteredCustomers& customers, const std::optional<Silhouette>& silhouette,
                     std::span<const std::int64_t> sampled = {});

/// Range, quartiles and histograms of each feature, before and (for the d clustered ones) after preparation. O(n F log
/// n).
std::vector<FeatureRecord> feature_records(const FeatureTable& table, const std::vector<std::string>& clustered,
                                           const Matrix<double>& prepared);

}  // namespace shoal::app
