// The features that set a segment apart, in words.
#pragma once

#include <vector>

#include "segments/population.hpp"
#include "shoal/segments.hpp"

namespace shoal::detail {

/// Sets the (at most three) strongest distinctions of every profiled segment: standardised differences of means to all
/// other customers, on a logarithmic scale for features that are not shares; below 0.2 (Cohen's small effect) there is
/// nothing to tell. O(n) per feature.
void add_distinctions(const Population& population, std::vector<Segment>& segments);

}  // namespace shoal::detail
