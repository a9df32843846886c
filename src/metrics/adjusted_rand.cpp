#include "metrics/contingency.hpp"
#include "shoal/metrics.hpp"
#include "shoal/one_answer.hpp"

namespace shoal {
namespace {

Int128 sum_of_squares(std::span<const std::int64_t> counts) {
  Int128 sum = 0;
  for (const std::int64_t count : counts) sum += Int128{count} * count;
  return sum;
}

}  // namespace

double adjusted_rand(std::span<const std::int32_t> a, std::span<const std::int32_t> b) {
  const metrics::Contingency table = metrics::contingency(a, b);
  // Ordered pairs of rows. All are below n^2, so the products below are exact up to n = 2^31.
  Int128 together = -Int128{table.rows};
  for (const auto& cell : table.cells) together += Int128{cell.count} * cell.count;
  const Int128 only_a = sum_of_squares(table.in_a) - table.rows - together;
  const Int128 only_b = sum_of_squares(table.in_b) - table.rows - together;
  if (only_a == 0 && only_b == 0) return 1.0;
  const Int128 apart = Int128{table.rows} * (table.rows - 1) - together - only_a - only_b;
  const Int128 above = together * apart - only_a * only_b;
  const Int128 below = (together + only_a) * (only_a + apart) + (together + only_b) * (only_b + apart);
  return 2.0 * static_cast<double>(above) / static_cast<double>(below);
}

}  // namespace shoal
