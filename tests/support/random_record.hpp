#pragma once

#include "shoal/run_record.hpp"

namespace shoal::test {

/// A record with every member filled at random: any bits for numbers, any character for texts, lists of 0 to 4.
RunRecord random_record(unsigned seed);

}  // namespace shoal::test
