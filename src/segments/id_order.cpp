#include "segments/id_order.hpp"

#include <algorithm>
#include <string_view>

namespace shoal::detail {
namespace {

bool is_number(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

std::string_view without_leading_zeros(std::string_view digits) {
  return digits.substr(std::min(digits.find_first_not_of('0'), digits.size()));
}

/// Numbers of any length; equal ones ("7" and "07") by their text.
bool smaller_number(std::string_view a, std::string_view b) {
  const std::string_view x = without_leading_zeros(a), y = without_leading_zeros(b);
  if (x.size() != y.size()) return x.size() < y.size();
  return x != y ? x < y : a < b;
}

}  // namespace

void sort_by_id(std::vector<std::int32_t>& indices, const std::vector<std::string>& texts) {
  const auto text = [&](std::int32_t index) { return std::string_view(texts[static_cast<std::size_t>(index)]); };
  const bool numbers =
      std::all_of(indices.begin(), indices.end(), [&](std::int32_t index) { return is_number(text(index)); });
  std::sort(indices.begin(), indices.end(), [&](std::int32_t a, std::int32_t b) {
    return numbers ? smaller_number(text(a), text(b)) : text(a) < text(b);
  });
}

}  // namespace shoal::detail
