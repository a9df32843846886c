#include "app/earlier_sweep.hpp"

#include <algorithm>
#include <string>

#include "app/run_folder.hpp"
#include "shoal/error.hpp"
#include "shoal/text.hpp"

namespace shoal::app {

namespace {

/// The inertia with its bits, the sizes, and what they belong to.
bool same(const Trial& trial, const SweepEntry& entry) {
  return value_of(trial.measures, "inertia") == entry.fit.inertia && trial.clustering.sizes == entry.fit.sizes;
}

}  // namespace

TrialsRecord read_trials(const std::filesystem::path& folder) {
  TrialsRecord trials = read_run(folder).trials;
  if (!trials.chosen || trials.list.empty()) {
    throw Error(ErrorCode::data, "the run chose no k", "give the folder that `shoal sweep -o DIR` wrote",
                (folder / "run.json").string());
  }
  if (chosen_trial(trials) == nullptr) {
    throw Error(ErrorCode::data,
                "the chosen k = " + std::to_string(trials.chosen->k) + " is none of those that were swept",
                "copy the run folder again, or run the sweep again", (folder / "run.json").string());
  }
  return trials;
}

void check_same(const TrialsRecord& earlier, const Chosen& here, const std::filesystem::path& folder) {
  for (const SweepEntry& entry : here.sweep.entries) {
    const auto trial =
        std::ranges::find_if(earlier.list, [&](const Trial& its) { return whole_of(its.parameters, "k") == entry.k; });
    if (trial == earlier.list.end() || same(*trial, entry)) continue;
    const auto inertia = value_of(trial->measures, "inertia");
    throw Error(
        ErrorCode::data,
        "the sweep is of other customers, features or options: at k = " + std::to_string(entry.k) + " its inertia is " +
            (inertia ? grouped(*inertia, 6) : "missing") + ", here it is " + grouped(entry.fit.inertia, 6),
        "sweep the features of this file with the same columns, --prepare, --seed and k-means options; or give -k " +
            std::to_string(here.choice.k) + " without --k-from",
        (folder / "run.json").string());
  }
}

}  // namespace shoal::app
