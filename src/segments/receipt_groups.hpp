// Receipts by customer.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "shoal/transactions.hpp"

namespace shoal::detail {

bool has_kept_line(const Transactions& lines, const Cleaned& cleaned, std::size_t receipt);

/// Numbers of the receipts that have a kept line, by customer, ascending within each, so that sums over a customer run
/// in file order.
class ReceiptGroups {
 public:
  /// O(n + receipts + customers) time, 4 bytes a receipt and a customer.
  ReceiptGroups(const Transactions& lines, const Cleaned& cleaned);

  /// Customers.
  std::size_t size() const { return starts_.size() - 1; }
  std::span<const std::uint32_t> operator[](std::size_t customer) const {
    return {receipts_.data() + starts_[customer], receipts_.data() + starts_[customer + 1]};
  }

 private:
  std::vector<std::uint32_t> starts_;
  std::vector<std::uint32_t> receipts_;
};

}  // namespace shoal::detail
