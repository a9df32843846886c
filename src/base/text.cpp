#include "shoal/text.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>

#include "base/ascii.hpp"

namespace shoal {
namespace {

using detail::is_digit;
using detail::lower;

/// Puts a comma before every third digit of the whole part that starts at `begin`.
void group(std::string& number, std::size_t begin) {
  std::size_t end = begin;
  while (end < number.size() && is_digit(number[end])) ++end;
  for (std::size_t at = end; at > begin + 3;) {
    at -= 3;
    number.insert(at, 1, ',');
  }
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view blank = " \t\r\n";
  const auto first = text.find_first_not_of(blank);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blank) - first + 1);
}

}  // namespace

std::string grouped(std::int64_t value) {
  std::string text = fmt::format("{}", value);
  group(text, value < 0 ? 1 : 0);
  return text;
}

std::string grouped(double value, int decimals) {
  std::string text = fmt::format("{:.{}f}", value, decimals);
  // "-0.00" would be read as a sign of something.
  if (text.starts_with('-') && text.find_first_not_of("-0.") == std::string::npos) text.erase(0, 1);
  group(text, text.starts_with('-') ? 1 : 0);
  return text;
}

std::string human_seconds(double seconds) {
  if (seconds < 0.095) return fmt::format("{:.2f} s", seconds);
  if (seconds < 59.95) return fmt::format("{:.1f} s", seconds);
  const auto whole = static_cast<std::int64_t>(std::llround(seconds));
  if (whole < 3600) return fmt::format("{} min {} s", whole / 60, whole % 60);
  return fmt::format("{} h {} min", grouped(whole / 3600), whole % 3600 / 60);
}

std::string human_bytes(std::int64_t bytes) {
  constexpr std::array<const char*, 6> units{"B", "kB", "MB", "GB", "TB", "PB"};
  auto value = static_cast<double>(bytes);
  std::size_t unit = 0;
  // 999.5 of a unit would print as 1000 of it.
  while (std::abs(value) >= 999.5 && unit + 1 < units.size()) {
    value /= 1000;
    ++unit;
  }
  const bool one_decimal = unit > 0 && std::abs(value) < 9.95;
  return fmt::format("{:.{}f} {}", value, one_decimal ? 1 : 0, units[unit]);
}

std::string folded_name(std::string_view name) {
  std::string folded;
  for (const char c : name) {
    const char l = lower(c);
    // Bytes above 127 belong to letters of other alphabets.
    if (is_digit(l) || (l >= 'a' && l <= 'z') || static_cast<unsigned char>(l) > 127) folded += l;
  }
  return folded;
}

std::vector<std::string> split_list(std::string_view text, char separator) {
  std::vector<std::string> parts;
  while (true) {
    const auto end = text.find(separator);
    if (const auto part = trimmed(text.substr(0, end)); !part.empty()) parts.emplace_back(part);
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

std::string join(const std::vector<std::string>& parts, std::string_view separator) {
  return fmt::format("{}", fmt::join(parts, separator));
}

std::string shell_word(std::string_view text) {
  const auto plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("_-+=.,:/@%").find(c) != std::string_view::npos;
  };
  if (!text.empty() && std::all_of(text.begin(), text.end(), plain)) return std::string(text);
  std::string word = "'";
  for (const char c : text) {
    if (c == '\'') {
      word += R"('\'')";
    } else {
      word += c;
    }
  }
  return word + "'";
}

}  // namespace shoal
