// How often each pair of labels occurs in two labellings of the same rows.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace shoal::metrics {

/// Only pairs that occur are held: n distinct labels on both sides cost O(n), not O(n^2).
struct Contingency {
  struct Cell {
    std::int64_t a = 0, b = 0;  ///< group numbers
    std::int64_t count = 0;
  };
  std::int64_t rows = 0;
  std::vector<Cell> cells;                       ///< by a, then b
  std::vector<std::int64_t> in_a, in_b;          ///< rows of each group
  std::vector<std::int64_t> values_a, values_b;  ///< the label behind each group number
};

/// Every distinct value is a group; groups are numbered in ascending order of the value. Error{data} when the lengths
/// differ. O(n + c log c) for c distinct pairs.
Contingency contingency(std::span<const std::int32_t> a, std::span<const std::int32_t> b);

}  // namespace shoal::metrics
