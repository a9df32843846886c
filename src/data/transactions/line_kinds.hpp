// The distinct kinds of lines.
#pragma once

#include <cstdint>
#include <vector>

#include "shoal/transactions.hpp"

namespace shoal::data {

/// Kinds numbered in order of first appearance; 0 and -0 are the same. Amortised O(1) a look-up.
class LineKinds {
 public:
  LineKinds();
  std::int32_t code(const LineKind& kind);
  /// Gives the kinds away and frees the rest.
  std::vector<LineKind> take();

 private:
  static std::uint64_t hash(const LineKind& kind);
  void grow();

  std::vector<LineKind> kinds_;
  std::vector<std::int32_t> slots_;  ///< open addressing, -1 = free; a power of two, at most half full
};

}  // namespace shoal::data
