// What a name says of customers, as conditions that each of them meets or not.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "segments/name_table.hpp"
#include "segments/population.hpp"

namespace shoal::detail {

bool holds(double value, Comparison comparison, double threshold);

/// Conditions on a customer's own values (Measure::value).
using Claim = std::vector<NameCondition>;

/// The conditions of a rule with their thresholds as values of this population: the percentiles and multiples of the
/// median that they name. O(conditions log n).
Claim resolved(const Population& population, const std::vector<NameCondition>& conditions);

/// Whether a customer meets all conditions; one who lacks a feature meets none on it.
bool meets(const Population& population, const Claim& claim, std::int64_t row);

/// Share of a segment's members who meet all conditions; 0 for an empty segment.
double share_meeting(const Population& population, const Claim& claim, std::size_t segment);

/// "frequency <= 1 and gaps_away > 2"; "all customers" without conditions.
std::string claim_text(const Claim& claim);

}  // namespace shoal::detail
