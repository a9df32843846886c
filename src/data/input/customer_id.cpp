#include "data/input/customer_id.hpp"

#include <array>

#include "data/input/numbers.hpp"

namespace shoal::data {

namespace {

/// Characters that show nothing: a blank that does not break (also in ISO-8859-1), a narrow one, a joint without width, a byte order mark.
constexpr std::array<std::string_view, 4> k_blanks = {"\xC2\xA0", "\xE2\x80\xAF", "\xE2\x80\x8B", "\xEF\xBB\xBF"};

std::string_view without_blanks(std::string_view text) {
  for (std::size_t before = text.size() + 1; text.size() < before;) {
    before = text.size();
    text = trimmed(text);
    for (const std::string_view blank : k_blanks) {
      if (text.starts_with(blank)) text.remove_prefix(blank.size());
      if (text.ends_with(blank)) text.remove_suffix(blank.size());
    }
    // In UTF-8 this byte never follows an ASCII character.
    const bool lone =
        text.ends_with('\xA0') && (text.size() == 1 || static_cast<unsigned char>(text[text.size() - 2]) < 0x80);
    if (lone) text.remove_suffix(1);
  }
  return text;
}

}  // namespace

std::string_view customer_id(std::string_view text) {
  text = without_blanks(text);
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
