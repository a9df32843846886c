#include "segments/rules.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>

#include "segments/decision_tree.hpp"
#include "segments/readable_number.hpp"
#include "shoal/text.hpp"

namespace shoal::detail {
namespace {

/// Recency, frequency and total spend come first in the table.
constexpr std::size_t k_plain_features = total_spend + 1;

struct Condition {
  std::size_t column = 0;
  bool above = false;  ///< value > threshold, else value <= threshold
  double threshold = 0.0;

  bool meets(const double* row) const { return above == (row[column] > threshold); }
};

using Conditions = std::vector<Condition>;

bool meets_all(const Conditions& conditions, const double* row) {
  return std::ranges::all_of(conditions, [row](const Condition& c) { return c.meets(row); });
}

/// The labelled customers as the tree sees them.
struct Sample {
  Matrix<double> x;
  std::vector<std::int32_t> classes;
};

Sample sample_of(const Population& population) {
  Sample sample{Matrix<double>(population.size(), static_cast<std::int64_t>(k_features)), {}};
  for (std::size_t s = 0; s < population.segments(); ++s) {
    for (const std::int64_t row : population.members(s)) {
      const auto at = std::ssize(sample.classes);
      for (std::size_t column = 0; column < k_features; ++column) {
        // A rule must hold for everyone: a feature that some customers lack tells nothing apart.
        const double value = population.has_gaps(column) ? 0.0 : population.value(row, column);
        sample.x(at, static_cast<std::int64_t>(column)) = value;
      }
      sample.classes.push_back(static_cast<std::int32_t>(s));
    }
  }
  return sample;
}

/// How well a set of customers stands for a segment.
struct Match {
  std::int64_t inside = 0;    ///< of the segment
  std::int64_t selected = 0;  ///< in all
  std::int64_t segment = 0;   ///< size of the segment

  double f1() const {
    const std::int64_t sum = selected + segment;
    return sum > 0 ? 2.0 * static_cast<double>(inside) / static_cast<double>(sum) : 0.0;
  }
  double precision() const { return selected > 0 ? static_cast<double>(inside) / static_cast<double>(selected) : 0.0; }
  double recall() const { return segment > 0 ? static_cast<double>(inside) / static_cast<double>(segment) : 0.0; }
};

Match match_of(const Sample& sample, const Conditions& conditions, std::int32_t segment) {
  Match match;
  for (std::int64_t i = 0; i < sample.x.rows(); ++i) {
    const bool own = sample.classes[static_cast<std::size_t>(i)] == segment;
    match.segment += own ? 1 : 0;
    const double* row = sample.x.row(i);
    if (!meets_all(conditions, row)) continue;
    ++match.selected;
    match.inside += own ? 1 : 0;
  }
  return match;
}

/// Adds a condition, keeping the stricter of two on the same side of the same feature.
void tighten(Conditions& conditions, const Condition& added) {
  for (Condition& old : conditions) {
    if (old.column != added.column || old.above != added.above) continue;
    old.threshold = added.above ? std::max(old.threshold, added.threshold) : std::min(old.threshold, added.threshold);
    return;
  }
  conditions.push_back(added);
}

Conditions path_to(const DecisionTree& tree, std::int32_t node) {
  Conditions conditions;
  while (tree.nodes[static_cast<std::size_t>(node)].parent >= 0) {
    const std::int32_t parent = tree.nodes[static_cast<std::size_t>(node)].parent;
    const TreeNode& split = tree.nodes[static_cast<std::size_t>(parent)];
    tighten(conditions, {static_cast<std::size_t>(split.column), split.right == node, split.threshold});
    node = parent;
  }
  std::sort(conditions.begin(), conditions.end(), [](const Condition& a, const Condition& b) {
    return a.column != b.column ? a.column < b.column : a.above > b.above;
  });
  return conditions;
}

/// The node other than the root with the best F1 for a class of the tree, of equals the first one; 0 for a tree without
/// splits.
std::int32_t best_node(const DecisionTree& tree, std::size_t tree_class) {
  const std::int64_t segment = tree.nodes[0].counts[tree_class];
  std::int32_t best = 0;
  double best_f1 = -1.0;
  for (std::size_t node = 1; node < tree.nodes.size(); ++node) {
    const auto& counts = tree.nodes[node].counts;
    std::int64_t selected = 0;
    for (const std::int64_t count : counts) selected += count;
    const double f1 = Match{counts[tree_class], selected, segment}.f1();
    if (f1 > best_f1) {
      best = static_cast<std::int32_t>(node);
      best_f1 = f1;
    }
  }
  return best;
}

/// Leaves out, one after the other, the conditions without which the rule is no worse.
void simplify(const Sample& sample, std::int32_t segment, Conditions& conditions) {
  for (std::size_t i = 0; i < conditions.size() && conditions.size() > 1;) {
    Conditions fewer = conditions;
    fewer.erase(fewer.begin() + static_cast<std::ptrdiff_t>(i));
    if (match_of(sample, fewer, segment).f1() >= match_of(sample, conditions, segment).f1()) {
      conditions = fewer;
    } else {
      ++i;
    }
  }
}

std::string rule_text(const Conditions& conditions) {
  if (conditions.empty()) return "all customers";
  std::vector<std::string> parts;
  for (const Condition& c : conditions) {
    parts.push_back(k_feature_names[c.column] + (c.above ? " > " : " <= ") + readable_text(c.threshold));
  }
  return join(parts, " and ");
}

double fidelity_of(const Sample& sample, const DecisionTree& tree) {
  std::int64_t right = 0;
  for (std::int64_t i = 0; i < sample.x.rows(); ++i) {
    right += tree.predict(sample.x.row(i)) == sample.classes[static_cast<std::size_t>(i)] ? 1 : 0;
  }
  return static_cast<double>(right) / static_cast<double>(sample.x.rows());
}

/// The tree of the features that everybody knows (recency, frequency, total spend) unless all features do better.
DecisionTree surrogate_tree(const Sample& sample, const TreeFitter& fitter, std::int32_t segments) {
  DecisionTree simple = fitter.fit(sample.classes, segments, k_plain_features, k_most_conditions);
  DecisionTree full = fitter.fit(sample.classes, segments, k_features, k_most_conditions);
  return fidelity_of(sample, full) > fidelity_of(sample, simple) ? full : simple;
}

struct Rule {
  Conditions conditions;
  Match match;
};

Rule rule_from(const Sample& sample, const DecisionTree& tree, std::size_t tree_class, std::int32_t segment) {
  Rule rule{path_to(tree, best_node(tree, tree_class)), {}};
  simplify(sample, segment, rule.conditions);
  rule.match = match_of(sample, rule.conditions, segment);
  return rule;
}

/// From the common tree, or from trees of this segment against the rest where they do better.
Rule best_rule(const Sample& sample, const TreeFitter& fitter, const DecisionTree& tree, std::int32_t segment) {
  Rule best = rule_from(sample, tree, static_cast<std::size_t>(segment), segment);
  std::vector<std::int32_t> own(sample.classes.size());
  std::transform(sample.classes.begin(), sample.classes.end(), own.begin(),
                 [segment](std::int32_t c) { return c == segment ? 1 : 0; });
  for (const std::size_t columns : {k_plain_features, k_features}) {
    const Rule other = rule_from(sample, fitter.fit(own, 2, columns, k_most_conditions), 1, segment);
    if (other.match.f1() > best.match.f1()) best = other;
  }
  return best;
}

/// `rules`: one a segment; a segment without members has none.
RuleCoverage coverage_of(const Sample& sample, const std::vector<std::optional<Conditions>>& rules) {
  std::int64_t own = 0, none = 0, several = 0, other = 0;
  for (std::int64_t i = 0; i < sample.x.rows(); ++i) {
    std::int64_t met = 0;
    bool own_met = false;
    for (std::size_t s = 0; s < rules.size(); ++s) {
      if (!rules[s] || !meets_all(*rules[s], sample.x.row(i))) continue;
      ++met;
      own_met = own_met || static_cast<std::int32_t>(s) == sample.classes[static_cast<std::size_t>(i)];
    }
    ++(met == 0 ? none : met > 1 ? several : own_met ? own : other);
  }
  const auto share = [&](std::int64_t count) {
    return static_cast<double>(count) / static_cast<double>(sample.x.rows());
  };
  return {share(own), share(none), share(several), share(other)};
}

}  // namespace

SurrogateRules surrogate_rules(const Population& population) {
  SurrogateRules result;
  result.rules.resize(population.segments());
  if (population.size() == 0) return result;
  const Sample sample = sample_of(population);
  const TreeFitter fitter(sample.x.view());
  const auto segments = static_cast<std::int32_t>(population.segments());
  const DecisionTree tree = surrogate_tree(sample, fitter, segments);
  result.fidelity = fidelity_of(sample, tree);
  std::vector<std::optional<Conditions>> conditions(population.segments());
  for (std::int32_t s = 0; s < segments; ++s) {
    if (population.members(static_cast<std::size_t>(s)).empty()) continue;
    const Rule rule = best_rule(sample, fitter, tree, s);
    result.rules[static_cast<std::size_t>(s)] = {rule_text(rule.conditions), rule.match.precision(),
                                                 rule.match.recall()};
    conditions[static_cast<std::size_t>(s)] = rule.conditions;
  }
  result.coverage = coverage_of(sample, conditions);
  return result;
}

}  // namespace shoal::detail
