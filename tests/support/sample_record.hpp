#pragma once

#include <string>

#include "shoal/run_record.hpp"

namespace shoal::test {

/// The text of sample-run.json: a run on Online Retail as pandas and scikit-learn see it (make_sample_run.py).
std::string sample_json();
/// The same as a record: 4,338 customers, 4 segments, k = 2..10.
RunRecord sample_record();
/// The sample with k segments in every part (1 <= k), as if they were the sample's own over and over.
RunRecord sample_record_with(std::int32_t k);

}  // namespace shoal::test
