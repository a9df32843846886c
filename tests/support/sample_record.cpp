#include "sample_record.hpp"

#include "shoal/files.hpp"

namespace shoal::test {

std::string sample_json() { return read_file(SHOAL_SOURCE_DIR "/tests/support/sample-run.json"); }

RunRecord sample_record() { return run_record_from_json(sample_json(), "sample-run.json"); }

namespace {

/// Item c of a list that is repeated as often as it takes.
template <class T>
std::vector<T> repeated(const std::vector<T>& items, std::int32_t k) {
  std::vector<T> out;
  for (std::int32_t c = 0; c < k; ++c) out.push_back(items.at(static_cast<std::size_t>(c) % items.size()));
  return out;
}

}  // namespace

RunRecord sample_record_with(std::int32_t k) {
  RunRecord record = sample_record();
  const auto own = static_cast<double>(record.shop.segments.size());
  record.shop.segments = repeated(record.shop.segments, k);
  for (std::int32_t c = 0; c < k; ++c) {
    Segment& segment = record.shop.segments[static_cast<std::size_t>(c)];
    segment.segment = c;
    segment.name += " " + std::to_string(c);
    segment.share_of_customers *= own / k;
    segment.share_of_revenue *= own / k;
  }
  ChartData& charts = record.charts;
  charts.silhouette_widths = repeated(charts.silhouette_widths, k);
  charts.centroid_pc1 = repeated(charts.centroid_pc1, k);
  charts.centroid_pc2 = repeated(charts.centroid_pc2, k);
  charts.profile = repeated(charts.profile, k);
  for (std::size_t i = 0; i < charts.pc_segment.size(); ++i) charts.pc_segment[i] = static_cast<std::int32_t>(i) % k;
  for (auto& row : charts.rf_segment) {
    for (auto& cell : row) cell %= k;
  }
  record.trials.chosen->k = k;
  return record;
}

}  // namespace shoal::test
