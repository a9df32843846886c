#include "app/alternatives.hpp"

#include <algorithm>
#include <limits>

namespace shoal::app {
namespace {

OutlinedSegment outlined(const Segment& segment, const std::vector<std::string>& features) {
  const auto median = [&](const char* name) {
    const auto at = static_cast<std::size_t>(std::ranges::find(features, name) - features.begin());
    return at < segment.medians.size() ? segment.medians[at] : std::numeric_limits<double>::quiet_NaN();
  };
  return {segment.name,           segment.size,        segment.share_of_customers, segment.share_of_revenue,
          median("recency_days"), median("frequency"), median("total_spend")};
}

}  // namespace

std::vector<Alternative> alternatives_to(std::int64_t k, const SweepResult& sweep, const CustomerFeatures& customers,
                                         const SegmentOptions& options,
                                         const std::function<Clustering(const SweepEntry&)>& labels_of) {
  std::vector<Alternative> alternatives;
  for (const SweepEntry& entry : sweep.entries) {
    if (entry.k != k - 1 && entry.k != k + 1) continue;
    Alternative alternative{entry.k, {}};
    for (const Segment& segment : outline_segments(customers, labels_of(entry).labels, entry.k, options)) {
      alternative.segments.push_back(outlined(segment, customers.table.names));
    }
    alternatives.push_back(std::move(alternative));
  }
  return alternatives;
}

}  // namespace shoal::app
