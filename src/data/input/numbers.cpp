#include "data/input/numbers.hpp"

#include <array>
#include <charconv>
#include <cstdint>
#include <string>

namespace shoal::data {
namespace {

constexpr std::array<double, 16> k_powers = {1e0, 1e1, 1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                             1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};

}  // namespace

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

/// Both the digits and the power of ten are exact doubles, so one division rounds once (Clinger 1990, the fast case).
std::optional<double> parse_plain(std::string_view text, char mark) {
  if (text.size() > 15) return std::nullopt;
  std::size_t i = 0;
  const bool negative = !text.empty() && text[0] == '-';
  if (negative) ++i;
  std::int64_t digits = 0;
  std::size_t count = 0, decimals = 0;
  bool behind = false;
  for (; i < text.size(); ++i) {
    const char c = text[i];
    if (c >= '0' && c <= '9') {
      digits = digits * 10 + (c - '0');
      ++count;
      if (behind) ++decimals;
    } else if (c == mark && !behind) {
      behind = true;
    } else {
      return std::nullopt;
    }
  }
  if (count == 0) return std::nullopt;
  const double value = static_cast<double>(digits) / k_powers[decimals];
  return negative ? -value : value;
}

std::optional<double> parse_number(std::string_view text) {
  if (const auto value = parse_plain(text, '.')) return value;
  text = trimmed(text);
  if (text.size() > 1 && text[0] == '+' && text[1] != '-') text.remove_prefix(1);
  double value = 0.0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (end != text.data() + text.size() || text.empty()) return std::nullopt;
  if (error == std::errc::result_out_of_range) {
    // Too small is 0, too large is not a number that we can hold.
    const auto e = text.find_first_of("eE");
    return e != text.npos && text.substr(e + 1).starts_with('-') ? std::optional(0.0) : std::nullopt;
  }
  if (error != std::errc()) return std::nullopt;
  return value;
}

bool is_missing(std::string_view text) {
  text = trimmed(text);
  if (text.empty()) return true;
  std::string lower(text.substr(0, 5));
  for (char& c : lower) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  return lower == "nan" || lower == "null" || lower == "none" || lower == "na" || lower == "n/a";
}

}  // namespace shoal::data
