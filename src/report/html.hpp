// Text into HTML: everything that comes from data goes through escaped().
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace shoal::report {

/// The text with & < > " ' as entities; control characters that HTML forbids become U+FFFD. Safe in text and in quoted
/// attributes.
std::string escaped(std::string_view text);

/// "<a download=name href=data:...>label</a>": the text travels inside the page.
std::string download_link(std::string_view file_name, std::string_view text, std::string_view label);

/// "<li>a</li><li>b</li>" of texts, escaped.
std::string list_items(const std::vector<std::string>& texts);

/// At most that many characters (code points), an ellipsis for the rest.
std::string shortened(std::string_view text, std::size_t characters);

}  // namespace shoal::report
