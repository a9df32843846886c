// The files of a run folder.
#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "shoal/run_record.hpp"
#include "shoal/table.hpp"

namespace shoal::app {

/// segments.csv: customer, segment, segment name and every feature;
/// customers of small segments only `with_small`.
void write_segments_csv(const std::filesystem::path& path, const FeatureTable& table,
                        const std::vector<std::int32_t>& labels, const std::vector<Segment>& segments, bool with_small);

/// A column label (and the id column where there is one).
void write_labels(const std::filesystem::path& path, const FeatureTable& table,
                  const std::vector<std::int32_t>& labels);

}  // namespace shoal::app
