// A sweep of k-means as the record keeps it.
#pragma once

#include "shoal/run_record.hpp"
#include "shoal/sweep.hpp"

namespace shoal::app {

/// A trial for each k, its measures in the order of sweep.csv (docs/formats/sweep.md).
TrialsRecord trials_of(const SweepResult& sweep, const ChosenK& chosen);

/// The fit of one k, the chosen one, as the result; `sampled_rows`: its silhouette is of so many rows alone, 0 for all.
ResultRecord result_of(const SweepEntry& entry, std::int64_t sampled_rows = 0);

}  // namespace shoal::app
