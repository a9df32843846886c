// Sums over the lines that doubts are about.
#pragma once

#include <cstdint>
#include <vector>

#include "shoal/transactions.hpp"

namespace shoal::data {

/// What each customer and item adds to the kept lines, and what was taken back.
struct LineSums {
  struct Sum {
    std::int64_t lines = 0;
    double value = 0.0,
           taken_back = 0.0;  ///< of kept lines; of cancelled ones and those with a negative value, above zero
  };
  std::vector<Sum> customers;  ///< by code; lines without a customer are in none
  std::vector<Sum> items;      ///< by code
  Sum all;
  std::int64_t buyers = 0;          ///< customers with a kept line
  std::int64_t duplicates = 0;      ///< lines left out as such
  std::vector<std::int64_t> times;  ///< of receipts with a kept line, in file order
};
/// O(lines).
LineSums sum_lines(const Transactions& lines, const Cleaned& cleaned);

}  // namespace shoal::data
