// Numbers written as text.
#pragma once

#include <optional>
#include <string_view>

namespace shoal::data {

/// Text without blanks and tabs at its ends.
std::string_view trimmed(std::string_view text);

/// The nearest double of a decimal number ("6", "-2.55", "1e-3", "+4"; blanks around it do not matter; NaN and infinity
/// as C writes them), or nothing. Correctly rounded; independent of the locale. O(length).
std::optional<double> parse_number(std::string_view text);

/// The same for a plain decimal of at most 15 bytes, digits with an optional minus and one `mark`: the short way for the numbers of most
/// files. Nothing for every other text.
std::optional<double> parse_plain(std::string_view text, char mark);

/// True for the ways in which a missing value is written: nothing, nan, null, none, na, n/a, in any case.
bool is_missing(std::string_view text);

}  // namespace shoal::data
