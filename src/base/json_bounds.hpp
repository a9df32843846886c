// JSON documents from outside, before they are parsed.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace shoal::detail {

struct JsonBounds {
  std::size_t depth = 16;
  std::size_t keys =
      std::size_t{1} << 24;  ///< of one object; a parser that keeps their order takes their square of time
  std::size_t values = std::size_t{1} << 24;  ///< in all; each takes 16 bytes or more once it is parsed
};

/// Where the text is no JSON document, or goes beyond the bounds: the byte at which that shows. Nothing for one that may be
/// parsed. O(length), in memory of the longest text of it.
std::optional<std::size_t> json_flaw(std::string_view text, const JsonBounds& bounds);

}  // namespace shoal::detail
