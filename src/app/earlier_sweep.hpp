// What an earlier `shoal sweep` chose, read from its run folder.
#pragma once

#include <filesystem>

#include "app/session.hpp"
#include "app/sweeping.hpp"
#include "shoal/run_record.hpp"

namespace shoal::app {

/// The trials of a run folder, with a chosen k. Error{data} when it has none.
TrialsRecord read_trials(const std::filesystem::path& folder);

/// That the earlier trials and the few k that were swept here are of the same rows and options. One answer makes it
/// checkable: inertia and sizes of every k that both fitted have the same bits, else Error{data}.
void check_same(const TrialsRecord& earlier, const Chosen& here, const std::filesystem::path& folder);

}  // namespace shoal::app
