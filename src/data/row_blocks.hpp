// Rows that come in blocks.
#pragma once

#include <algorithm>
#include <cstdint>
#include <deque>
#include <vector>

#include "shoal/matrix.hpp"

namespace shoal::data {

/// Row-major blocks of d columns in order; joined once their number is known.
class RowBlocks {
 public:
  explicit RowBlocks(std::size_t columns) : columns_(static_cast<std::int64_t>(columns)) {}
  void add(std::vector<double> block) { blocks_.push_back(std::move(block)); }
  /// Each block goes as soon as it is copied.
  Matrix<double> join(std::int64_t rows) {
    Matrix<double> joined(rows, columns_);
    auto out = joined.values().begin();
    for (; !blocks_.empty(); blocks_.pop_front()) out = std::copy(blocks_.front().begin(), blocks_.front().end(), out);
    return joined;
  }

 private:
  std::int64_t columns_;
  std::deque<std::vector<double>> blocks_;
};

}  // namespace shoal::data
