// How wide the terminal is, and texts laid out in it.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace shoal::cli {

inline constexpr std::size_t k_no_limit = static_cast<std::size_t>(-1);

/// How long lines may be on an output.
struct Width {
  std::size_t prose = 80;  ///< sentences are wrapped to it
  std::size_t lines =
      k_no_limit;  ///< lines and tables are fitted to it; where nobody looks, a program may, and they stay whole
};
/// That of the terminal behind a file descriptor, 40 to 200 columns. Where there is none, sentences go by the variable COLUMNS
/// or 80.
Width output_width(int descriptor);

/// The printable() text cut into lines of at most `width` columns, the second and later ones behind an indent besides. Blanks in the text stay;
/// a word is never cut, so one that is longer than the width has a line of its own.
std::string wrapped(std::string_view text, std::size_t width, std::size_t indent);
/// Columns that a UTF-8 text takes, one a code point.
std::size_t display_width(std::string_view text);

}  // namespace shoal::cli
