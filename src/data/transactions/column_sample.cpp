#include "data/transactions/column_sample.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <unordered_set>

#include "base/ascii.hpp"
#include "data/input/numbers.hpp"

namespace shoal::data {
namespace {

using detail::is_digit;
using detail::lower;

bool is_letter(char c) { return lower(c) >= 'a' && lower(c) <= 'z'; }

}  // namespace

bool may_be_date(std::string_view text) { return std::ranges::count_if(text, is_digit) >= 3; }

bool may_be_number(std::string_view text) {
  constexpr std::string_view k_marks = ".,-+()' \t";
  std::size_t letters = 0;
  bool digits = false;
  for (const char c : text) {
    if (is_letter(c)) ++letters;
    digits = digits || is_digit(c);
    const bool money =
        c == '$' || static_cast<unsigned char>(c) > 127;  // signs of currencies and blanks that do not break
    if (!is_letter(c) && !is_digit(c) && !money && k_marks.find(c) == k_marks.npos) return false;
  }
  return digits && letters <= 3;
}

bool all_like(const std::vector<std::string_view>& values, bool (*like)(std::string_view)) {
  bool any = false;
  for (const std::string_view text : values) {
    if (is_missing(text)) continue;
    if (!like(text)) return false;
    any = true;
  }
  return any;
}

bool any_like(const std::vector<std::string_view>& values, bool (*like)(std::string_view)) {
  return std::ranges::any_of(values, like);
}

std::size_t distinct(const std::vector<std::string_view>& values) {
  std::unordered_set<std::string_view> known;
  for (const std::string_view text : values) {
    if (!text.empty()) known.insert(text);
  }
  return known.size();
}

double rough_number(std::string_view text) {
  const std::size_t mark = text.find_last_of(".,");
  std::string digits;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '-' || text[i] == '(') digits.insert(0, digits.empty() || digits[0] != '-' ? "-" : "");
    if (is_digit(text[i])) digits += text[i];
    const bool group = text.find(text[i]) != i || (text.size() - i == 4 && text[i] == ',');
    if (i == mark && !group) digits += '.';
  }
  double value = 0.0;
  const auto [end, failure] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return failure == std::errc() && end != digits.data() ? value : std::numeric_limits<double>::quiet_NaN();
}

}  // namespace shoal::data
