// Lines sorted by a code: customers, items, countries.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "shoal/transactions.hpp"

namespace shoal::detail {

/// Line numbers by group, ascending within each, so that sums over a group run in file order.
class LineGroups {
 public:
  /// Groups 0..groups-1 of the lines in `state` `wanted` whose code is not -1. O(n + groups) time, two passes.
  LineGroups(std::span<const std::int32_t> codes, std::size_t groups, std::span<const LineState> states,
             LineState wanted);

  std::size_t size() const { return starts_.size() - 1; }
  std::span<const std::int64_t> operator[](std::size_t group) const {
    return {lines_.data() + starts_[group], lines_.data() + starts_[group + 1]};
  }

 private:
  std::vector<std::int64_t> starts_;
  std::vector<std::int64_t> lines_;
};

}  // namespace shoal::detail
