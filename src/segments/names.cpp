#include "segments/names.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <utility>

#include "segments/claims.hpp"
#include "segments/name_qualifiers.hpp"
#include "segments/plain_description.hpp"

namespace shoal::detail {
namespace {

/// A segment's median, its rank among all customers' values, or its ratio to their median.
double measured(const Population& population, const Segment& segment, const NameCondition& condition) {
  const double median = population.median_of(static_cast<std::size_t>(segment.segment), condition.column);
  if (condition.measure == Measure::rank) return population.rank(condition.column, median);
  if (condition.measure == Measure::value) return median;
  const double overall = population.median(condition.column);
  if (overall == 0.0) return median == 0.0 ? 1.0 : std::numeric_limits<double>::infinity();
  return median / overall;
}

/// By how much the ranks of the medians clear their thresholds (the closest one counts, 0 without any); nothing when the
/// rule does not fit.
std::optional<double> clearance_of(const Population& population, const Segment& segment, const NameRule& rule) {
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

/// Compared by its first number, then by its second.
using Fit = std::pair<double, double>;

/// The rules of a table, held against a population.
class Naming {
 public:
  Naming(const Population& population, const std::vector<NameRule>& rules) : population_(population), rules_(rules) {
    for (const NameRule& rule : rules) claims_.push_back(resolved(population, rule.conditions));
  }

  /// How well a rule fits a segment: the share of the members of whom it is true, if it is about them, then by how much the
  /// medians clear it. Nothing when it does not.
  std::optional<Fit> fit(std::size_t rule, const Segment& segment) const {
    const std::optional<double> clearance = clearance_of(population_, segment, rules_[rule]);
    if (rules_[rule].about == About::medians) return clearance ? std::optional(Fit{0.0, *clearance}) : std::nullopt;
    const double share = share_of(rule, segment);
    return share >= rules_[rule].share ? std::optional(Fit{share, clearance.value_or(0.0)}) : std::nullopt;
  }

  /// The unnamed segment that fits the rule best, of equals the larger; segments.size() when none fits.
  std::size_t best_segment(std::size_t rule, const std::vector<Segment>& segments) const {
    std::size_t best = segments.size();
    Fit best_fit{-1.0, 0.0};
    for (std::size_t s = 0; s < segments.size(); ++s) {
      if (segments[s].size == 0 || !segments[s].name.empty()) continue;
      const std::optional<Fit> found = fit(rule, segments[s]);
      if (found && *found > best_fit) {
        best = s;
        best_fit = *found;
      }
    }
    return best;
  }

  void give(std::size_t rule, std::string name, Segment& segment) const {
    segment.name = std::move(name);
    segment.advice = rules_[rule].advice;
    segment.claim = claim_text(claims_[rule]);
    segment.claim_share = share_of(rule, segment);
  }

  /// A name for a segment for which the table has none left: the first that fits with what tells it from its bearer, else
  /// its plain description.
  void name_beside(Segment& segment, const std::vector<Segment>& segments) const {
    std::optional<std::size_t> first;
    for (std::size_t rule = 0; rule < rules_.size(); ++rule) {
      if (!fit(rule, segment)) continue;
      if (!first) first = rule;
      const std::string name = qualified_name(population_, rules_[rule], segment, segments);
      if (!name.empty()) return give(rule, name, segment);
    }
    if (first && rules_[*first].about == About::medians) {
      return give(*first, lettered_name(rules_[*first].name, segments), segment);
    }
    describe(segment, segments);
  }

 private:
  double share_of(std::size_t rule, const Segment& segment) const {
    return share_meeting(population_, claims_[rule], static_cast<std::size_t>(segment.segment));
  }

  void describe(Segment& segment, const std::vector<Segment>& segments) const {
    if (segment.size == 0) {
      segment.advice = "Nothing to do.";
      segment.name = lettered_name("Empty segment", segments);
      return;
    }
    Description description = plain_description(population_, static_cast<std::size_t>(segment.segment), k_claim_share);
    segment.name = lettered_name(description.name, segments);
    segment.advice = std::move(description.advice);
    segment.claim = claim_text(description.claim);
    segment.claim_share = description.share;
  }

  const Population& population_;
  const std::vector<NameRule>& rules_;
  std::vector<Claim> claims_;
};

}  // namespace

void name_segments(const Population& population, const std::vector<NameRule>& rules, std::vector<Segment>& segments) {
  const Naming naming(population, rules);
  for (std::size_t rule = 0; rule < rules.size(); ++rule) {
    const std::size_t best = naming.best_segment(rule, segments);
    if (best < segments.size()) naming.give(rule, rules[rule].name, segments[best]);
  }
  for (Segment& segment : segments) {
    if (segment.name.empty()) naming.name_beside(segment, segments);
  }
}

}  // namespace shoal::detail
