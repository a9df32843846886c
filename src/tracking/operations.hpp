// A run record as operations at a tracking server. Pure: nothing here knows the network or the clock.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "shoal/run_record.hpp"
#include "shoal/tracking.hpp"
#include "tracking/journal.hpp"
#include "tracking/limits.hpp"

namespace shoal::tracking {

/// Whose runs they are.
struct RunContext {
  JournalHead head;
  std::string user;
  std::string job_run_id;    ///< of a run that a job opened; empty: we make our own
  std::int64_t started = 0;  ///< milliseconds since 1970
};

/// The run itself, its tags and parameters. Parameters too long for MLflow are cut visibly and returned whole in `long_texts`
/// as (path among the artifacts, text).
std::vector<Operation> begin_operations(const RunContext& context, const RunInfo& begun,
                                        std::vector<std::pair<std::string, std::string>>& long_texts);

/// On the main run "per_k/<measure>" with step = k; and, `with_children`, a child run for each trial ("k=4"), ended. Trials
/// with other parameters have these in place of k, and their place in the list as step unless the only parameter is a whole
/// number. `now` in milliseconds.
std::vector<Operation> trial_operations(const RunContext& context, const TrialsRecord& trials, bool with_children,
                                        std::int64_t now);

/// Metrics of the chosen clustering (inertia with one step for each iteration), of the held-out part ("test_..."), of the
/// segments (step = segment), times and memory; the input; the reasons for k as the run's description.
std::vector<Operation> result_operations(const RunContext& context, const RunRecord& record, std::int64_t now);

/// A file below or outside of `folder`; reads it once for its digest.
Operation artifact_operation(const std::filesystem::path& folder, const std::filesystem::path& file,
                             const std::string& path);

/// The model folder at `path` among the artifacts of the main run as a version of a registered model, with the record's
/// measures, the fingerprint of its data and the version of the code as tags.
Operation enrol_operation(const RunContext& context, const RunRecord& record, const Registration& registration,
                          const std::string& path);

Operation end_operation(const std::string& run, std::string_view status, std::int64_t now);

}  // namespace shoal::tracking
