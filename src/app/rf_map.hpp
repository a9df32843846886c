// The recency x frequency map of the report.
#pragma once

#include "shoal/clustering.hpp"
#include "shoal/run_record.hpp"
#include "shoal/table.hpp"

namespace shoal::app {

/// Counts customers in a 5 x 5 grid of recency and frequency groups of about equal size; equal values are never parted,
/// so a group may be empty. Nothing where the table has neither column. O(n log n).
void add_rf_map(const FeatureTable& table, const Clustering& clustering, ChartData& charts);

}  // namespace shoal::app
