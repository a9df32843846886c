// Is what choose_k() says true of the sweep it was said of? Every sentence it knows is taken apart and held against the
// measures; thresholds are those of docs/guide/choosing-k.md, written down here a second time.
#pragma once

#include <cstdint>
#include <string>

#include "shoal/sweep.hpp"

namespace shoal::test {

/// Empty where every sentence is known and true; else the first that is not, with the reason.
std::string first_falsehood(const SweepResult& sweep, std::int64_t rows, const ChosenK& chosen);

}  // namespace shoal::test
