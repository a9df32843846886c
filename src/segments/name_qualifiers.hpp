// What tells two segments apart that fit the same name.
#pragma once

#include <string>
#include <vector>

#include "segments/name_table.hpp"
#include "segments/population.hpp"
#include "shoal/segments.hpp"

namespace shoal::detail {

/// The rule's name if no segment has it; else with what tells the segment from its namesake ("Loyal customers, higher
/// spend"), in the order of the differences of their medians. Where the rule is about members, as many of them as its
/// share says must lie beyond the namesake's median. Empty where nothing tells them apart.
std::string qualified_name(const Population& population, const NameRule& rule, const Segment& segment,
                           const std::vector<Segment>& segments);

/// The name if no segment has it, else with a letter behind it.
std::string lettered_name(const std::string& name, const std::vector<Segment>& segments);

}  // namespace shoal::detail
