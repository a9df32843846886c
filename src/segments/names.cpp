#include "segments/names.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include "segments/name_qualifiers.hpp"

namespace shoal::detail {
namespace {

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

double measured(const Population& population, const Segment& segment, const NameCondition& condition) {
  const double median = segment.medians[condition.column];
  if (condition.measure == Measure::rank) return population.rank(condition.column, median);
  if (condition.measure == Measure::value) return median;
  const double overall = population.median(condition.column);
  if (overall == 0.0) return median == 0.0 ? 1.0 : std::numeric_limits<double>::infinity();
  return median / overall;
}

/// By how much the ranks clear their thresholds (the closest one counts, 0 without any); nothing when the rule does
/// not fit.
std::optional<double> fit(const Population& population, const Segment& segment, const NameRule& rule) {
  double clearance = 1.0;
  bool ranked = false;
  for (const NameCondition& condition : rule.conditions) {
    const double value = measured(population, segment, condition);
    if (!holds(value, condition.comparison, condition.threshold)) return std::nullopt;
    if (condition.measure != Measure::rank) continue;
    clearance = std::min(clearance, std::abs(value - condition.threshold));
    ranked = true;
  }
  return ranked ? clearance : 0.0;
}

/// The unnamed segment that fits the rule best, of equals the larger; segments.size() when none fits.
std::size_t best_segment(const Population& population, const NameRule& rule, const std::vector<Segment>& segments) {
  std::size_t best = segments.size();
  double best_fit = -1.0;
  for (std::size_t s = 0; s < segments.size(); ++s) {
    if (segments[s].size == 0 || !segments[s].name.empty()) continue;
    const std::optional<double> found = fit(population, segments[s], rule);
    if (found && *found > best_fit) {
      best = s;
      best_fit = *found;
    }
  }
  return best;
}

/// The rule that would name the segment if names could repeat.
NameRule first_fitting(const Population& population, const std::vector<NameRule>& rules, const Segment& segment) {
  if (segment.size == 0) return {"Empty segment", "Nothing to do.", {}};
  const auto fits = [&](const NameRule& rule) { return fit(population, segment, rule).has_value(); };
  const auto found = std::find_if(rules.begin(), rules.end(), fits);
  if (found != rules.end()) return *found;
  return {"Other customers", "Look at the figures before deciding what to do.", {}};
}

}  // namespace

void name_segments(const Population& population, const std::vector<NameRule>& rules, std::vector<Segment>& segments) {
  for (const NameRule& rule : rules) {
    const std::size_t best = best_segment(population, rule, segments);
    if (best == segments.size()) continue;
    segments[best].name = rule.name;
    segments[best].advice = rule.advice;
  }
  for (Segment& segment : segments) {
    if (!segment.name.empty()) continue;
    const NameRule rule = first_fitting(population, rules, segment);
    segment.advice = rule.advice;
    segment.name = qualified_name(population, rule.name, segment, segments);
  }
}

}  // namespace shoal::detail
