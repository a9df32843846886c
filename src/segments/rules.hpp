// Segments in words that can be checked: conditions on features, read off a shallow surrogate tree.
#pragma once

#include <string>
#include <vector>

#include "segments/population.hpp"
#include "shoal/segments.hpp"

namespace shoal::detail {

inline constexpr int k_most_conditions = 3;

struct SegmentRule {
  std::string text;  ///< "recency_days > 120 and frequency <= 1"; "all customers" where nothing tells segments apart
  double precision = 0.0;  ///< share of the customers that it meets who are in the segment
  double recall = 0.0;     ///< share of the segment's customers that it meets
};

struct SurrogateRules {
  std::vector<SegmentRule> rules;  ///< one a segment
  RuleCoverage coverage;           ///< of these rules together
  double fidelity = 0.0;           ///< share of customers whom the tree puts into their own segment
};

/// Fits a tree of depth k_most_conditions to the segments, on recency, frequency and total spend, or on all features
/// where that puts more customers right. A segment's rule is the path to the node with the best F1 for it, less the
/// conditions that do not help; the nodes of a tree of this segment against the rest are looked at too.
/// O(n d (log n + segments)) time.
SurrogateRules surrogate_rules(const Population& population);

}  // namespace shoal::detail
