#include "data/input/csv_text.hpp"

#include <array>
#include <charconv>
#include <cmath>

#include "data/input/numbers.hpp"

namespace shoal::data {
namespace {

bool needs_quotes(std::string_view text) {
  if (text.empty()) return false;
  return text.find_first_of(",\"\n\r") != std::string_view::npos || text.front() == ' ' || text.back() == ' ';
}

bool is_formula(std::string_view text) {
  const bool begins = !text.empty() && std::string_view("=+-@\t\r\n").find(text.front()) != std::string_view::npos;
  return begins && !parse_number(text);
}

template <class Number>
void append_shortest(std::string& out, Number value) {
  std::array<char, 32> digits;
  const auto [end, error] = std::to_chars(digits.data(), digits.data() + digits.size(), value);
  out.append(digits.data(), end);
}

}  // namespace

void append_field(std::string& out, std::string_view text) {
  if (!needs_quotes(text)) {
    out += text;
    return;
  }
  out += '"';
  for (const char c : text) {
    if (c == '"') out += '"';
    out += c;
  }
  out += '"';
}

void append_text(std::string& out, std::string_view text, CsvTexts texts) {
  append_field(out, texts == CsvTexts::inert && is_formula(text) ? "'" + std::string(text) : text);
}

void append_number(std::string& out, double value) {
  // 100000 and not 1e+05, which is shorter; an id may have come as a number.
  constexpr double k_largest_plain = 1e15;
  if (std::isnan(value)) return;
  if (std::trunc(value) == value && std::abs(value) < k_largest_plain && !(value == 0 && std::signbit(value))) {
    append_shortest(out, static_cast<std::int64_t>(value));
  } else {
    append_shortest(out, value);
  }
}

void append_number(std::string& out, std::int64_t value) { append_shortest(out, value); }

}  // namespace shoal::data
