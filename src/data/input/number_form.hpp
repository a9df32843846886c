// Numbers as people write them: a decimal mark, groups of digits, signs of money.
#pragma once

#include <bitset>
#include <cstdint>
#include <optional>
#include <string_view>

namespace shoal::data {

/// One form for all numbers of a file: whoever writes 12,50 for a price writes 1.000 for a thousand pieces.
struct NumberForm {
  char mark = '.';  ///< '.' or ',', between the units and the decimals
};

/// Which currencies were met, by number; see currency_name().
using Currencies = std::bitset<64>;

/// The nearest double of a number: digits with the mark of the form, in groups or not ("1,234,567.89", "1 234 567,89", "1'234.50";
/// Indian "12,34,567.00"), with a sign of money before or behind ("$1.05", "1,05 €", "Rs. 1.05", "USD 3"), a sign before or behind,
/// or in parentheses, which is a minus. Groups must be groups: "1,2,3" is nothing. `met` receives the currency. O(length).
std::optional<double> parse_amount(std::string_view text, NumberForm form, Currencies* met = nullptr);

}  // namespace shoal::data
