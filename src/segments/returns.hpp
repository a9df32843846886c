// What came back to the shop: goods that were returned, orders that were cancelled, rebates.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "shoal/features.hpp"
#include "shoal/transactions.hpp"

namespace shoal::detail {

/// A line whose goods or money went the other way.
inline bool is_return(const LineKind& kind) {
  return kind.value() < 0.0 || (kind.value() == 0.0 && kind.quantity < 0.0);
}

/// The lines whose value is taken off their customer's spend: those below zero that are kept, cancelled or left out for
/// being below zero. Of a cancelled invoice with positive quantities nothing came back: it was never delivered.
class ReturnLines {
 public:
  ReturnLines(const Transactions& lines, const Cleaned& cleaned);
  bool operator()(std::size_t line) const {
    const LineState state = cleaned_.state[line];
    if (state != LineState::cancellation && state != LineState::non_positive && state != LineState::kept) return false;
    return counts_[static_cast<std::size_t>(lines_.kind[line])];
  }

 private:
  const Transactions& lines_;
  const Cleaned& cleaned_;
  std::vector<bool> counts_;  ///< per kind of line
};

/// Value of what came back, per customer code. Net: of ReturnLines. Gross: cancelled lines of either sign, and lines left
/// out for a negative value.
std::vector<double> returned_values(const Transactions& lines, const Cleaned& cleaned, Returns returns);

}  // namespace shoal::detail
