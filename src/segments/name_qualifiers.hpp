// What tells a segment from another of the same name.
#pragma once

#include <string>
#include <vector>

#include "segments/population.hpp"
#include "shoal/segments.hpp"

namespace shoal::detail {

/// `name` itself when it is free; else with the difference to the segment that bears it, the largest in ranks first
/// ("Loyal customers, more recent"), then with the median itself ("Loyal customers, median spend 540").
std::string qualified_name(const Population& population, const std::string& name, const Segment& segment,
                           const std::vector<Segment>& segments);

}  // namespace shoal::detail
