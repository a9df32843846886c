#include "tracking/escapes.hpp"

#include <array>
#include <charconv>
#include <optional>
#include <utility>

#include "base/utf8.hpp"

namespace shoal::tracking {

namespace {

/// What an escape at the front of a text stands for, and how long it is.
struct Escape {
  std::string bytes;
  std::size_t length = 0;
};

std::optional<unsigned> number_at(std::string_view text, std::size_t begin, std::size_t digits, int base) {
  if (digits == 0 || begin + digits > text.size()) return std::nullopt;
  unsigned value = 0;
  const char* first = text.data() + begin;
  const auto [end, error] = std::from_chars(first, first + digits, value, base);
  return error == std::errc() && end == first + digits ? std::optional(value) : std::nullopt;
}

std::string utf8_of(char32_t code) {
  std::string bytes;
  detail::append_utf8(bytes, code);
  return bytes;
}

/// "\u003d", or two of them for a character beyond U+FFFF.
std::optional<Escape> json_number(std::string_view text) {
  const auto first = number_at(text, 2, 4, 16);
  if (!first) return std::nullopt;
  const bool more = *first >= 0xD800 && *first < 0xDC00 && text.substr(6, 2) == "\\u";
  const auto second = more ? number_at(text, 8, 4, 16) : std::nullopt;
  if (!second) return Escape{utf8_of(*first), 6};
  return Escape{utf8_of(0x10000 + ((*first - 0xD800) << 10) + ((*second - 0xDC00) & 0x3FF)), 12};
}

std::optional<Escape> json_escape(std::string_view text) {
  if (text.size() < 2) return std::nullopt;
  if (text[1] == 'u') return json_number(text);
  if (text[1] == 'x') {
    const auto byte = number_at(text, 2, 2, 16);
    return byte ? std::optional(Escape{{static_cast<char>(*byte)}, 4}) : std::nullopt;
  }
  constexpr std::string_view k_names = "\"\\/'bfnrt", k_bytes = "\"\\/'\b\f\n\r\t";
  const std::size_t at = k_names.find(text[1]);
  return at == std::string_view::npos ? std::nullopt : std::optional(Escape{{k_bytes[at]}, 2});
}

std::optional<Escape> html_escape(std::string_view text) {
  constexpr std::array<std::pair<std::string_view, char>, 5> k_names{
      {{"amp", '&'}, {"lt", '<'}, {"gt", '>'}, {"quot", '"'}, {"apos", '\''}}};
  const std::size_t end = text.substr(0, 12).find(';');
  if (end == std::string_view::npos) return std::nullopt;
  const std::string_view name = text.substr(1, end - 1);
  for (const auto& [known, byte] : k_names) {
    if (name == known) return Escape{{byte}, end + 1};
  }
  if (!name.starts_with('#')) return std::nullopt;
  const bool hexadecimal = name.size() > 1 && (name[1] == 'x' || name[1] == 'X');
  const std::size_t digits = hexadecimal ? 2 : 1;
  const auto code =
      name.size() > digits ? number_at(name, digits, name.size() - digits, hexadecimal ? 16 : 10) : std::nullopt;
  return code ? std::optional(Escape{utf8_of(*code), end + 1}) : std::nullopt;
}

std::optional<Escape> escape_at(std::string_view text) {
  switch (text.front()) {
    case '\\':
      return json_escape(text);
    case '&':
      return html_escape(text);
    case '+':
      return Escape{" ", 1};
    case '%': {
      const auto byte = number_at(text, 1, 2, 16);
      return byte ? std::optional(Escape{{static_cast<char>(*byte)}, 3}) : std::nullopt;
    }
    default:
      return std::nullopt;
  }
}

}  // namespace

Unescaped as_it_is(std::string_view text) {
  Unescaped whole{std::string(text), {}};
  whole.origins.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) whole.origins.push_back({i, i + 1});
  return whole;
}

bool unescape(Unescaped& text) {
  Unescaped out;
  bool any = false;
  for (std::size_t i = 0; i < text.text.size();) {
    const std::optional<Escape> escape = escape_at(std::string_view(text.text).substr(i));
    const std::size_t length = escape ? escape->length : 1;
    const Unescaped::Origin origin{text.origins[i].begin, text.origins[i + length - 1].end};
    const std::string bytes = escape ? escape->bytes : std::string(1, text.text[i]);
    out.text += bytes;
    out.origins.insert(out.origins.end(), bytes.size(), origin);
    any = any || escape.has_value();
    i += length;
  }
  text = std::move(out);
  return any;
}

std::string from_base64(std::string_view text) {
  constexpr std::string_view k_digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string bytes;
  unsigned group = 0;
  int bits = 0;
  for (char c : text) {
    if (c == '=') break;
    if (c == '-') c = '+';
    if (c == '_') c = '/';
    const std::size_t digit = k_digits.find(c);
    if (digit == std::string_view::npos) return {};
    group = (group << 6 | static_cast<unsigned>(digit)) & 0xFFFFFF;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes += static_cast<char>(group >> bits & 0xFF);
  }
  return bytes;
}

}  // namespace shoal::tracking
