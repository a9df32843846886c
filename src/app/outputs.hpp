// The files of a run folder.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "app/prepared.hpp"
#include "shoal/model.hpp"
#include "shoal/run_record.hpp"
#include "shoal/table.hpp"

namespace shoal::app {

/// segments.csv: customer, segment, segment name and every feature; customers in no segment have -1 and no name, and
/// customers of small segments only `with_small`.
void write_segments_csv(const std::filesystem::path& path, const FeatureTable& table,
                        const std::vector<std::int32_t>& labels, const std::vector<Segment>& segments, bool with_small,
                        const WriteTableOptions& options = {});

/// A column label (and the id column where there is one).
std::vector<OutputColumn> label_columns(const TableNames& rows, const std::vector<std::int32_t>& labels);

/// The ids where there are any, label, segment_name where the segments have names, distance and margin. Noise has the label -1
/// and no name.
void write_prediction(const std::filesystem::path& path, const FeatureTable& table,
                      const std::vector<std::string>& segment_names, Prediction prediction,
                      const WriteTableOptions& options = {});

}  // namespace shoal::app
