#include "segments/segment_warnings.hpp"

#include <algorithm>

#include "shoal/text.hpp"

namespace shoal::detail {
namespace {

constexpr double k_giant_revenue = 0.2;     // this share of the revenue ...
constexpr double k_giant_customers = 0.01;  // ... with at most this share of the customers
constexpr double k_poor_coverage = 0.7;

struct Holders {
  std::int64_t count = 0;
  double share = 0.0;
};

/// The fewest customers who together hold the share of revenue, and what they hold.
Holders holders(const std::vector<double>& ascending, double share) {
  double revenue = 0.0;
  for (const double spend : ascending) revenue += spend;
  double held = 0.0;
  Holders result;
  for (auto spend = ascending.rbegin(); spend != ascending.rend() && held < share * revenue; ++spend) {
    held += *spend;
    ++result.count;
  }
  result.share = revenue > 0.0 ? held / revenue : 0.0;
  return result;
}

void warn_of_giants(const Population& population, std::vector<std::string>& warnings) {
  const Holders giants = holders(population.sorted(total_spend), k_giant_revenue);
  const auto most = k_giant_customers * static_cast<double>(population.size());
  if (giants.count == 0 || static_cast<double>(giants.count) > std::max(1.0, most)) return;
  const bool one = giants.count == 1;
  warnings.push_back(grouped(giants.count) + (one ? " customer holds " : " customers hold ") +
                     grouped(100.0 * giants.share, 0) + " % of the revenue of all segments; read the medians of " +
                     (one ? "the" : "their") + " segment, not its means, and look at " +
                     (one ? "this one alone" : "them one by one"));
}

}  // namespace

std::vector<std::string> segment_warnings(const Population& population, const Segmentation& result,
                                          const SegmentOptions& options) {
  std::vector<std::string> warnings;
  warn_of_giants(population, warnings);
  for (const Segment& segment : result.segments) {
    if (!segment.small) continue;
    warnings.push_back("the segment \"" + segment.name + "\" has " + grouped(segment.size) +
                       (segment.size == 1 ? " customer" : " customers") + ", fewer than " +
                       grouped(options.minimum_size) + ": too few to be told apart from chance");
  }
  if (result.rule_coverage.own < k_poor_coverage) {
    warnings.push_back("only " + grouped(100.0 * result.rule_coverage.own, 0) +
                       " % of customers meet the rule of their own segment and no other; take the rules as a rough "
                       "description");
  }
  return warnings;
}

}  // namespace shoal::detail
