// What one segment fewer, or one more, would give.
#pragma once

#include <functional>
#include <vector>

#include "shoal/features.hpp"
#include "shoal/run_record.hpp"
#include "shoal/segments.hpp"
#include "shoal/sweep.hpp"

namespace shoal::app {

/// The segments of k - 1 and k + 1, where the sweep has them. `labels_of` gives every customer's cluster in an entry.
std::vector<Alternative> alternatives_to(std::int64_t k, const SweepResult& sweep, const CustomerFeatures& customers,
                                         const SegmentOptions& options,
                                         const std::function<Clustering(const SweepEntry&)>& labels_of);

}  // namespace shoal::app
