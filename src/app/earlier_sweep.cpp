#include "app/earlier_sweep.hpp"

#include <algorithm>
#include <string>

#include "shoal/error.hpp"
#include "shoal/files.hpp"
#include "shoal/text.hpp"

namespace shoal::app {

RunRecord read_sweep(const std::filesystem::path& folder) {
  const std::filesystem::path run = folder / "run.json";
  RunRecord record = run_record_from_json(read_file(run), run.string());
  if (!record.chosen || record.sweep.empty()) {
    throw Error(ErrorCode::data, "the run chose no k", "give the folder that `shoal sweep -o DIR` wrote", run.string());
  }
  return record;
}

void take_over(RunRecord& record, const RunRecord& earlier, const Chosen& here, const std::filesystem::path& folder) {
  for (const SweepEntry& entry : here.sweep.entries) {
    const auto row = std::ranges::find(earlier.sweep, entry.k, &SweepRow::k);
    if (row == earlier.sweep.end()) continue;
    if (row->inertia == entry.fit.inertia && row->sizes == entry.fit.sizes) continue;
    throw Error(
        ErrorCode::data,
        "the sweep is of other customers, features or options: at k = " + std::to_string(entry.k) + " its inertia is " +
            grouped(row->inertia, 6) + ", here it is " + grouped(entry.fit.inertia, 6),
        "sweep the features of this file with the same columns, --prepare, --seed and k-means options; or give -k " +
            std::to_string(here.choice.k) + " without --k-from",
        (folder / "run.json").string());
  }
  record.sweep = earlier.sweep;
  record.chosen = earlier.chosen;
}

}  // namespace shoal::app
