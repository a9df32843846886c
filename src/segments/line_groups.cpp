#include "segments/line_groups.hpp"

namespace shoal::detail {

LineGroups::LineGroups(std::span<const std::int32_t> codes, std::size_t groups, std::span<const LineState> states,
                       LineState wanted)
    : starts_(groups + 1, 0) {
  const auto belongs = [&](std::size_t line) { return states[line] == wanted && codes[line] >= 0; };
  for (std::size_t line = 0; line < codes.size(); ++line) {
    if (belongs(line)) ++starts_[static_cast<std::size_t>(codes[line]) + 1];
  }
  for (std::size_t group = 0; group < groups; ++group) starts_[group + 1] += starts_[group];
  lines_.resize(static_cast<std::size_t>(starts_[groups]));
  std::vector<std::int64_t> next(starts_.begin(), starts_.end() - 1);
  for (std::size_t line = 0; line < codes.size(); ++line) {
    if (!belongs(line)) continue;
    lines_[static_cast<std::size_t>(next[static_cast<std::size_t>(codes[line])]++)] = static_cast<std::int64_t>(line);
  }
}

}  // namespace shoal::detail
