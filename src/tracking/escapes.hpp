// A text without its escapes, and where its bytes stood.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace shoal::tracking {

struct Unescaped {
  struct Origin {
    std::size_t begin = 0, end = 0;
  };
  std::string text;
  std::vector<Origin> origins;  ///< of each byte, in the text that it was made of
};

/// The text as it is.
Unescaped as_it_is(std::string_view text);

/// Undoes one level of escapes: of JSON ("\/", "\u003d"), of URLs ("%3D", "+"), of HTML ("&amp;", "&#x3d;"). False when there
/// were none. O(length).
bool unescape(Unescaped& text);

/// Bytes of a base64 text (RFC 4648, either alphabet, padded or not); empty for any other.
std::string from_base64(std::string_view text);

}  // namespace shoal::tracking
