// The trials of a record: the chosen one, and all of them as sweep.csv.
#include <algorithm>

#include "shoal/run_record.hpp"
#include "shoal/text.hpp"

namespace shoal {

const Trial* chosen_trial(const TrialsRecord& trials) {
  if (!trials.chosen) return nullptr;
  const auto at = std::ranges::find_if(
      trials.list, [&](const Trial& trial) { return whole_of(trial.parameters, "k") == trials.chosen->k; });
  return at == trials.list.end() ? nullptr : &*at;
}

namespace {

/// Every name that some trial has a measure of, in the order of their first appearance.
std::vector<std::string> measured(const std::vector<Trial>& trials) {
  std::vector<std::string> names;
  for (const Trial& trial : trials) {
    for (const NamedNumber& measure : trial.measures) {
      if (std::ranges::find(names, measure.name) == names.end()) names.push_back(measure.name);
    }
  }
  return names;
}

}  // namespace

std::string sweep_csv(const TrialsRecord& trials) {
  const std::vector<std::string> measures = measured(trials.list);
  std::vector<std::string> cells = trials.parameters;
  cells.insert(cells.end(), measures.begin(), measures.end());
  std::string out = join(cells, ",") + "\n";
  for (const Trial& trial : trials.list) {
    cells.clear();
    for (const std::string& name : trials.parameters) cells.push_back(text_of(trial.parameters, name));
    for (const std::string& name : measures) cells.push_back(text_of(trial.measures, name));
    out += join(cells, ",") + "\n";
  }
  return out;
}

}  // namespace shoal
