#include "cli/layout.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>

#include "shoal/text.hpp"

namespace shoal::cli {
namespace {

/// The variable COLUMNS; 0 where it is not set.
std::size_t columns_variable() {
  std::size_t width = 0;
  if (const char* columns = std::getenv("COLUMNS")) {
    const std::string_view text = columns;
    std::from_chars(text.data(), text.data() + text.size(), width);
  }
  return width;
}

}  // namespace

Width output_width(int descriptor) {
  constexpr std::size_t k_narrowest = 40, k_widest = 200;
  winsize size{};
  const bool terminal = ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
  const std::size_t columns = terminal ? size.ws_col : columns_variable();
  Width width;
  if (columns > 0) width.prose = std::clamp(columns, k_narrowest, k_widest);
  if (terminal) width.lines = width.prose;
  return width;
}

std::size_t display_width(std::string_view text) {
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

std::string wrapped(std::string_view text, std::size_t width, std::size_t indent) {
  const std::string shown = printable(text);
  std::string lines;
  std::size_t column = 0;
  for (std::size_t at = 0; at < shown.size();) {
    const std::size_t word = std::min(shown.find_first_not_of(' ', at), shown.size());
    const std::size_t end = std::min(shown.find(' ', word), shown.size());
    const std::size_t length = display_width(std::string_view(shown).substr(word, end - word));
    const std::size_t blanks = word - at;
    if (column > 0 && column + blanks + length > width && length > 0) {
      lines += "\n" + std::string(indent, ' ');
      column = 0;
    } else {
      lines.append(blanks, ' ');
      column += blanks;
    }
    lines.append(shown, word, end - word);
    column += length;
    at = end;
  }
  return lines;
}

}  // namespace shoal::cli
