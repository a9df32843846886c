// A run folder: what goes into it, and what of it is read again.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "shoal/files.hpp"
#include "shoal/run_record.hpp"

namespace shoal::app {

/// Stages the report where the record has segments, sweep.csv, run.json and segments.json, and puts the folder into place. The
/// page and run.json show the same finished record.
void write_run_folder(const RunRecord& record, OutputFolder& folder);

/// The record of a run folder. Error{data} where there is none, or the files are not those of one run.
RunRecord read_run(const std::filesystem::path& folder);

/// Error{usage} for a folder with the run of another command: what that wrote and this one does not would go without a successor.
void refuse_run_of_another(const OutputFolder& folder, const std::string& command);

/// The names that `segment` may write, its model's among them.
std::vector<std::string> run_file_names();

}  // namespace shoal::app
