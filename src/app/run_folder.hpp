// The last step of a command with a run folder.
#pragma once

#include "app/session.hpp"
#include "shoal/files.hpp"

namespace shoal::app {

/// Renders the report where the record has segments, writes sweep.csv, run.json and segments.json, and puts the folder
/// into place.
void finish_run_folder(Session& session, OutputFolder& folder);

}  // namespace shoal::app
