// What an earlier `shoal sweep` chose, read from its run folder.
#pragma once

#include <filesystem>

#include "app/session.hpp"
#include "app/sweeping.hpp"
#include "shoal/run_record.hpp"

namespace shoal::app {

/// The record of a run folder, with a sweep and a chosen k. Error{data} when it has none.
RunRecord read_sweep(const std::filesystem::path& folder);

/// Puts the earlier sweep and its choice into the record, in place of the few k that were swept here. One answer makes it
/// checkable that both saw the same rows and options: inertia and sizes of every k that both fitted have the same bits, else
/// Error{data}.
void take_over(RunRecord& record, const RunRecord& earlier, const Chosen& here, const std::filesystem::path& folder);

}  // namespace shoal::app
