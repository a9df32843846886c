// A name and one line of advice for every segment.
#pragma once

#include <vector>

#include "segments/name_table.hpp"
#include "segments/population.hpp"
#include "shoal/segments.hpp"

namespace shoal::detail {

/// Sets name and advice of profiled segments; names are unique. Of several segments that fit one name, the one whose
/// ranks clear the conditions by the most gets it, the others go on to the next name that fits; a segment with no free
/// name left gets its first one with what tells it from the namesake ("Loyal customers, smaller baskets").
void name_segments(const Population& population, const std::vector<NameRule>& rules, std::vector<Segment>& segments);

}  // namespace shoal::detail
