#include "data/input/customer_id.hpp"

#include "data/input/numbers.hpp"

namespace shoal::data {

std::string_view customer_id(std::string_view text) {
  text = trimmed(text);
  return is_missing(text) ? std::string_view() : whole_id(text);
}

std::string_view whole_id(std::string_view text) {
  const std::size_t point = text.find('.');
  if (point == std::string_view::npos || point == 0 || point + 1 == text.size()) return text;
  const bool whole = text.find_first_not_of("0123456789", text[0] == '-' && point > 1 ? 1 : 0) == point;
  const bool zeros = text.find_first_not_of('0', point + 1) == std::string_view::npos;
  return whole && zeros ? text.substr(0, point) : text;
}

}  // namespace shoal::data
