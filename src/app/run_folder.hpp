// The last step of a command with a run folder.
#pragma once

#include "shoal/files.hpp"
#include "shoal/run_record.hpp"

namespace shoal::app {

/// Renders the report where the record has segments, writes sweep.csv, run.json and segments.json, and puts the folder
/// into place. The page and run.json show the same finished record.
void write_run_folder(const RunRecord& record, OutputFolder& folder);

}  // namespace shoal::app
