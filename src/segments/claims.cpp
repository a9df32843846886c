#include "segments/claims.hpp"

#include <algorithm>
#include <limits>

#include "segments/readable_number.hpp"
#include "shoal/text.hpp"

namespace shoal::detail {
namespace {

constexpr double k_infinite = std::numeric_limits<double>::infinity();

bool is_upper(Comparison comparison) { return comparison == Comparison::more || comparison == Comparison::at_least; }

/// The value from which on (or up to which) the rank fits; out of reach where no customer's does.
NameCondition of_rank(const Population& population, const NameCondition& condition) {
  const auto& values = population.sorted(condition.column);
  const auto fits = [&](double value) {
    return holds(population.rank(condition.column, value), condition.comparison, condition.threshold);
  };
  NameCondition own = condition;
  own.measure = Measure::value;
  if (is_upper(condition.comparison)) {
    const auto first = std::partition_point(values.begin(), values.end(), [&](double value) { return !fits(value); });
    own.comparison = Comparison::at_least;
    own.threshold = first == values.end() ? k_infinite : *first;
  } else {
    const auto end = std::partition_point(values.begin(), values.end(), fits);
    own.comparison = Comparison::at_most;
    own.threshold = end == values.begin() ? -k_infinite : *(end - 1);
  }
  return own;
}

/// Where the median of all is 0, a value of 0 is 1 times it and any other infinitely often.
NameCondition of_ratio(const Population& population, const NameCondition& condition) {
  NameCondition own = condition;
  own.measure = Measure::value;
  const double median = population.median(condition.column);
  own.threshold = median * condition.threshold;
  if (median != 0.0) return own;
  const bool one_fits = holds(1.0, condition.comparison, condition.threshold);
  if (is_upper(condition.comparison)) {
    own.comparison = one_fits ? Comparison::at_least : Comparison::more;
  } else {
    own.comparison = one_fits ? Comparison::at_most : Comparison::less;
  }
  return own;
}

const char* sign_of(Comparison comparison) {
  switch (comparison) {
    case Comparison::less:
      return " < ";
    case Comparison::at_most:
      return " <= ";
    case Comparison::more:
      return " > ";
    case Comparison::at_least:
      return " >= ";
  }
  return " ";
}

}  // namespace

bool holds(double value, Comparison comparison, double threshold) {
  switch (comparison) {
    case Comparison::less:
      return value < threshold;
    case Comparison::at_most:
      return value <= threshold;
    case Comparison::more:
      return value > threshold;
    case Comparison::at_least:
      return value >= threshold;
  }
  return false;
}

Claim resolved(const Population& population, const std::vector<NameCondition>& conditions) {
  Claim claim;
  for (const NameCondition& condition : conditions) {
    claim.push_back(condition.measure == Measure::rank    ? of_rank(population, condition)
                    : condition.measure == Measure::ratio ? of_ratio(population, condition)
                                                          : condition);
  }
  return claim;
}

bool meets(const Population& population, const Claim& claim, std::int64_t row) {
  return std::ranges::all_of(claim, [&](const NameCondition& condition) {
    return holds(population.value(row, condition.column), condition.comparison, condition.threshold);
  });
}

double share_meeting(const Population& population, const Claim& claim, std::size_t segment) {
  const auto& members = population.members(segment);
  if (members.empty()) return 0.0;
  const auto count = std::ranges::count_if(members, [&](std::int64_t row) { return meets(population, claim, row); });
  return static_cast<double>(count) / static_cast<double>(members.size());
}

std::string claim_text(const Claim& claim) {
  if (claim.empty()) return "all customers";
  std::vector<std::string> parts;
  for (const NameCondition& condition : claim) {
    parts.push_back(k_name_features[condition.column] + sign_of(condition.comparison) +
                    readable_text(condition.threshold));
  }
  return join(parts, " and ");
}

}  // namespace shoal::detail
