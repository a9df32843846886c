#include "segments/product_names.hpp"

#include <string_view>

namespace shoal::detail {
namespace {

std::string without_outer_blanks(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  return first == std::string_view::npos ? ""
                                         : std::string(text.substr(first, text.find_last_not_of(" \t") - first + 1));
}

}  // namespace

std::vector<std::string> product_names(const Transactions& lines, const Cleaned& cleaned) {
  std::vector<std::string> names(lines.item.size());
  std::vector<bool> sold(lines.item.size());
  for (std::size_t line = 0; line < cleaned.state.size(); ++line) {
    const LineKind& kind = lines.kind_of(line);
    if (cleaned.state[line] != LineState::kept || kind.item < 0) continue;
    const auto item = static_cast<std::size_t>(kind.item);
    sold[item] = true;
    if (kind.description >= 0 && names[item].empty()) {
      names[item] = without_outer_blanks(lines.description[static_cast<std::size_t>(kind.description)]);
    }
  }
  for (std::size_t item = 0; item < sold.size(); ++item) {
    if (sold[item] && names[item].empty()) names[item] = lines.item[item];
  }
  return names;
}

}  // namespace shoal::detail
