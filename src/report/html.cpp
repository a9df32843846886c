#include "report/html.hpp"

#include <fmt/format.h>

#include "shoal/text.hpp"

namespace shoal::report {

std::string escaped(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char c : valid_utf8(text)) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        if (const auto code = static_cast<unsigned char>(c); (code < 0x20 && c != '\n' && c != '\t') || code == 0x7f) {
          out += "\xef\xbf\xbd";
        } else {
          out += c;
        }
    }
  }
  return out;
}

std::string download_link(std::string_view file_name, std::string_view text, std::string_view label) {
  std::string data;
  for (const char c : text) {
    const auto code = static_cast<unsigned char>(c);
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                       c == '.' || c == '_' || c == ',';
    if (plain) {
      data += c;
    } else {
      data += fmt::format("%{:02X}", code);
    }
  }
  return fmt::format("<a download=\"{0}\" href=\"data:text/csv;charset=utf-8,{1}\">{2}</a>", escaped(file_name), data,
                     escaped(label));
}

std::string list_items(const std::vector<std::string>& texts) {
  std::string out;
  for (const auto& text : texts) out += "<li>" + escaped(text) + "</li>\n";
  return out;
}

std::string shortened(std::string_view text, std::size_t characters) {
  const auto starts = [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; };
  std::size_t seen = 0, cut = text.size();
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (!starts(text[i])) continue;
    if (seen + 1 == characters) cut = i;
    if (++seen > characters) return std::string(text.substr(0, cut)) + "…";
  }
  return std::string(text);
}

}  // namespace shoal::report
