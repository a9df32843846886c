#include "shoal/numbers.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <optional>

#include "shoal/error.hpp"
#include "shoal/text.hpp"

namespace shoal {
namespace {

/// The number that the whole text is; nothing for anything else.
template <class T>
std::optional<T> read_all(std::string_view text) {
  T value{};
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (failure != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

/// Whole numbers up to 2^64 with commas; `grouped` takes signed ones.
template <class T>
std::string with_commas(T value) {
  if constexpr (std::is_unsigned_v<T>) {
    if (value >= T{1} << 63) return fmt::format("{}", value);
  }
  return grouped(static_cast<std::int64_t>(value));
}

[[noreturn]] void throw_unfit(std::string_view text, const std::string& expected, const std::string& hint,
                              const std::string& where) {
  const std::string found = text.empty() ? "nothing" : "\"" + std::string(text) + "\"";
  throw Error(ErrorCode::usage, "expected " + expected, hint, where, found);
}

/// "write 1000" for 1e3, 1,000 and 1000.0.
template <class T>
std::string whole_hint(std::string_view text, T low, T high) {
  std::string plain;
  for (const char c : text) {
    if (c != ',' && c != '_' && c != ' ') plain += c;
  }
  const std::optional<double> value = read_all<double>(plain);
  constexpr double k_exact = 9007199254740992.0;  // up to 2^53 every whole number is a double
  if (!value || *value != std::floor(*value) || std::abs(*value) > k_exact) return {};
  if (*value < static_cast<double>(low) || *value > static_cast<double>(high)) return {};
  return fmt::format("write {:.0f}", *value);
}

}  // namespace

template <class T>
std::string describe_whole(T low, T high) {
  if (high == std::numeric_limits<T>::max() && sizeof(T) == 8) {
    return "a whole number not below " + with_commas(low) + (std::is_unsigned_v<T> ? " and below 2^64" : "");
  }
  return "a whole number from " + with_commas(low) + " to " + with_commas(high);
}

std::string describe(const RealRange& range) {
  std::string text = "a number";
  if (std::isfinite(range.low)) text += (range.with_low ? " not below " : " above ") + number_text(range.low);
  if (std::isfinite(range.low) && std::isfinite(range.high)) text += " and";
  if (std::isfinite(range.high)) text += (range.with_high ? " not above " : " below ") + number_text(range.high);
  return text;
}

template <class T>
T whole_number(std::string_view text, T low, T high, const std::string& where) {
  const std::optional<T> value = read_all<T>(text);
  if (!value || *value < low || *value > high) {
    throw_unfit(text, describe_whole(low, high), whole_hint(text, low, high), where);
  }
  return *value;
}

double real_number(std::string_view text, const RealRange& range, const std::string& where, const std::string& hint) {
  const std::optional<double> value = read_all<double>(text);
  const bool fits = value && std::isfinite(*value) && (range.with_low ? *value >= range.low : *value > range.low) &&
                    (range.with_high ? *value <= range.high : *value < range.high);
  if (!fits) throw_unfit(text, describe(range), hint, where);
  return *value;
}

std::string number_text(double value) { return fmt::format("{}", value); }

template std::string describe_whole(int, int);
template std::string describe_whole(std::int64_t, std::int64_t);
template std::string describe_whole(std::uint64_t, std::uint64_t);
template int whole_number(std::string_view, int, int, const std::string&);
template std::int64_t whole_number(std::string_view, std::int64_t, std::int64_t, const std::string&);
template std::uint64_t whole_number(std::string_view, std::uint64_t, std::uint64_t, const std::string&);

}  // namespace shoal
