// Rows that come in blocks.
#pragma once

#include <cstdint>
#include <deque>
#include <utility>
#include <vector>

#include "shoal/matrix.hpp"

namespace shoal::data {

/// Row-major blocks of d columns in order; joined once their number is known.
class RowBlocks {
 public:
  explicit RowBlocks(std::size_t columns) : columns_(static_cast<std::int64_t>(columns)) {}
  void add(std::vector<double> block) { blocks_.push_back(std::move(block)); }
  /// Each block goes as soon as it is copied, and no memory is touched before it is needed.
  Matrix<double> join(std::int64_t rows) {
    std::vector<double> values;
    values.reserve(static_cast<std::size_t>(rows * columns_));
    for (; !blocks_.empty(); blocks_.pop_front()) {
      values.insert(values.end(), blocks_.front().begin(), blocks_.front().end());
    }
    return Matrix<double>(rows, columns_, std::move(values));
  }

 private:
  std::int64_t columns_;
  std::deque<std::vector<double>> blocks_;
};

}  // namespace shoal::data
