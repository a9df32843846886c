// The tables of a run, from its record.
#pragma once

#include <string>
#include <vector>

#include "cli/table.hpp"
#include "shoal/device.hpp"
#include "shoal/registry.hpp"
#include "shoal/run_record.hpp"

namespace shoal::cli {

/// The parameters (k), inertia, silhouette, stability, smallest; the chosen one marked.
TextTable sweep_table(const RunRecord& record);
/// "k = 4." and the reasons.
std::string choice_sentence(const RunRecord& record);
/// One line a segment: size, share of revenue, median recency, orders and spend; and one for the customers in none.
TextTable segment_table(const RunRecord& record);
TextTable devices_table(const std::vector<DeviceInfo>& devices);
/// One line a version: model, version, aliases, when (UTC), silhouette where its tags have one, run.
TextTable registry_table(const std::vector<ModelVersion>& versions);
/// "read 0.31 s, sweep 0.20 s, ...": the stages that took a hundredth of the run or more, as they came.
std::string stage_times(const RunRecord& record);
/// "Done in 0.6 s, peak 300 MB." after so many seconds of wall time.
std::string done_sentence(const RunRecord& record, double seconds);

}  // namespace shoal::cli
