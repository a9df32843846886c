#include "segments/segment_warnings.hpp"

#include "shoal/text.hpp"

namespace shoal::detail {
namespace {

constexpr double k_giant_revenue = 0.2;     // this share of the revenue ...
constexpr double k_giant_customers = 0.01;  // ... with at most this share of the customers
constexpr double k_poor_fidelity = 0.7;

/// The fewest customers who together hold the share of revenue.
std::int64_t holders(const std::vector<double>& ascending, double share) {
  double revenue = 0.0;
  for (const double spend : ascending) revenue += spend;
  double held = 0.0;
  std::int64_t count = 0;
  for (auto spend = ascending.rbegin(); spend != ascending.rend() && held < share * revenue; ++spend) {
    held += *spend;
    ++count;
  }
  return count;
}

void warn_of_giants(const Population& population, std::vector<std::string>& warnings) {
  const std::int64_t giants = holders(population.sorted(total_spend), k_giant_revenue);
  if (giants == 0 || static_cast<double>(giants) > k_giant_customers * static_cast<double>(population.size())) return;
  warnings.push_back(grouped(giants) + (giants == 1 ? " customer holds " : " customers hold ") +
                     grouped(100.0 * k_giant_revenue, 0) +
                     " % of revenue; read the medians of their segment, not its means, and look at them one by one");
}

}  // namespace

std::vector<std::string> segment_warnings(const Population& population, const Segmentation& result,
                                          const SegmentOptions& options) {
  std::vector<std::string> warnings;
  warn_of_giants(population, warnings);
  for (const Segment& segment : result.segments) {
    if (!segment.small) continue;
    warnings.push_back("segment " + std::to_string(segment.segment) + " (" + segment.name + ") has " +
                       grouped(segment.size) + (segment.size == 1 ? " customer" : " customers") + ", fewer than " +
                       grouped(options.minimum_size) + ": too few to be told apart from chance");
  }
  if (result.rule_fidelity < k_poor_fidelity) {
    warnings.push_back("the rules put only " + grouped(100.0 * result.rule_fidelity, 0) +
                       " % of customers into their own segment; take them as a rough description");
  }
  return warnings;
}

}  // namespace shoal::detail
