#include "data/input/number_like.hpp"

#include <algorithm>
#include <array>

#include "data/input/numbers.hpp"

namespace shoal::data {
namespace {

/// Takes signs of money, per cent and blanks off both ends.
std::string_view without_units(std::string_view text) {
  static constexpr std::array<std::string_view, 10> k_units = {
      " ", "\t", "$", "%", "\xc2\xa0", "\xc2\xa3", "\xc2\xa5", "\xe2\x82\xac", "+", "-"};
  bool found = true;
  while (found) {
    found = false;
    for (const std::string_view unit : k_units) {
      if (text.starts_with(unit)) text.remove_prefix(unit.size()), found = true;
      if (text.ends_with(unit)) text.remove_suffix(unit.size()), found = true;
    }
  }
  return text;
}

}  // namespace

bool is_number_like(std::string_view text) {
  const std::string_view number = without_units(trimmed(text));
  if (number.empty() || number.front() < '0' || number.front() > '9') return false;
  if (number.find_first_not_of("0123456789.,'") != std::string_view::npos) return false;
  const bool commas = number.find_first_of(",'") != std::string_view::npos;
  return commas || std::ranges::count(number, '.') <= 1;
}

}  // namespace shoal::data
