// Signs and codes of money.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace shoal::data {

/// What a text begins or ends with.
struct CurrencyMark {
  std::size_t bytes;     ///< of the mark
  std::size_t currency;  ///< its number: € and EUR are one currency; below 64
};

/// The longest sign or code of money at the beginning or end, without regard to case; a code ends where the letters end.
std::optional<CurrencyMark> currency_at_begin(std::string_view text);
std::optional<CurrencyMark> currency_at_end(std::string_view text);

/// "EUR", "$".
std::string_view currency_name(std::size_t currency);

}  // namespace shoal::data
