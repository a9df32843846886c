// UTF-8, a character at a time.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace shoal::detail {

struct Character {
  char32_t code = 0;
  std::size_t bytes = 0;  ///< that it takes; 0 where the text begins with none
};

/// The character that the text, which is not empty, begins with: well-formed as Unicode's table 3-7 has it, so no overlong
/// form, no surrogate, nothing beyond U+10FFFF.
constexpr Character first_character(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(0);
  if (lead < 0x80) return {lead, 1};
  const std::size_t size = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || text.size() < size) return {};
  char32_t code = lead & (0x7Fu >> size);
  for (std::size_t i = 1; i < size; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return {};
    code = code << 6 | (byte(i) & 0x3Fu);
  }
  constexpr char32_t k_smallest[] = {0, 0, 0x80, 0x800, 0x10000};
  if (code < k_smallest[size] || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF)) return {};
  return {code, size};
}

/// Appends a character, which is below 0x200000.
inline void append_utf8(std::string& out, char32_t code) {
  const auto low = [&](int shift) { return static_cast<char>(0x80 | (code >> shift & 0x3F)); };
  if (code < 0x80) {
    out += static_cast<char>(code);
  } else if (code < 0x800) {
    out += {static_cast<char>(0xC0 | code >> 6), low(0)};
  } else if (code < 0x10000) {
    out += {static_cast<char>(0xE0 | code >> 12), low(6), low(0)};
  } else {
    out += {static_cast<char>(0xF0 | (code >> 18 & 7)), low(12), low(6), low(0)};
  }
}

}  // namespace shoal::detail
