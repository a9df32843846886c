#include <algorithm>
#include <cmath>
#include <limits>

#include "metrics/contingency.hpp"
#include "shoal/metrics.hpp"

namespace shoal {
namespace {

/// Natural logarithms throughout; the base cancels.
double entropy(std::span<const std::int64_t> counts, double rows) {
  double sum = 0.0;
  for (const std::int64_t count : counts) {
    const double p = static_cast<double>(count) / rows;
    sum -= p * std::log(p);
  }
  return sum;
}

double mutual_info(const metrics::Contingency& table, double rows) {
  double sum = 0.0;
  for (const auto& cell : table.cells) {
    const double both = static_cast<double>(cell.count) / rows;
    const double in_a = static_cast<double>(table.in_a[static_cast<std::size_t>(cell.a)]) / rows;
    const double in_b = static_cast<double>(table.in_b[static_cast<std::size_t>(cell.b)]) / rows;
    sum += both * std::log(both / (in_a * in_b));
  }
  return std::max(sum, 0.0);
}

}  // namespace

double normalized_mutual_info(std::span<const std::int32_t> a, std::span<const std::int32_t> b) {
  const metrics::Contingency table = metrics::contingency(a, b);
  const std::size_t groups_a = table.in_a.size(), groups_b = table.in_b.size();
  // No group or one on both sides: nothing to tell apart, and both agree.
  if (groups_a == groups_b && groups_a <= 1) return 1.0;
  if (groups_a == 1 || groups_b == 1) return 0.0;
  const double rows = static_cast<double>(table.rows);
  const double shared = mutual_info(table, rows);
  if (shared <= std::numeric_limits<double>::epsilon()) return 0.0;
  return shared / ((entropy(table.in_a, rows) + entropy(table.in_b, rows)) / 2.0);
}

}  // namespace shoal
