// Invoices that are no orders: cancellations and totals.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "shoal/transactions.hpp"

namespace shoal::data {

/// Whether a text begins with a prefix, in any case; nothing begins with an empty one.
bool has_prefix(std::string_view text, std::string_view prefix);

struct CancellationRule {
  std::string prefix;            ///< of cancelled invoices; empty: there are none
  std::int64_t lines = 0;        ///< whose invoice begins with C
  std::int64_t taking_back = 0;  ///< of these, with a quantity or price below zero
};
/// What marks a cancellation: `given`, or C unless most lines of such invoices take nothing back: then they are order numbers that begin
/// with C by chance (CA-2022-100116). O(lines of such invoices + receipts).
CancellationRule cancellation_rule(const Transactions& lines, const std::optional<std::string>& given);

/// "Total", "Grand total:", "Summe": what stands in a line that sums up the others.
bool is_totals_word(std::string_view text);

/// Which invoices or customers are called as lines of totals are; empty when none is. O(texts).
std::vector<bool> totals_among(const Texts& texts);

}  // namespace shoal::data
