#include "segments/id_order.hpp"

#include <algorithm>
#include <charconv>
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

/// All digits, and few enough for 64 bits.
bool is_short_number(std::string_view text) { return text.size() <= 18 && is_number(text); }

void sort_by_number(std::vector<std::int32_t>& indices, const Texts& texts) {
  struct Key {
    std::int64_t number;
    std::int32_t index;
  };
  std::vector<Key> keys;
  keys.reserve(indices.size());
  for (const std::int32_t index : indices) {
    const std::string_view text = texts[static_cast<std::size_t>(index)];
    Key key{0, index};
    std::from_chars(text.data(), text.data() + text.size(), key.number);
    keys.push_back(key);
  }
  std::sort(keys.begin(), keys.end(), [&](const Key& a, const Key& b) {
    if (a.number != b.number) return a.number < b.number;
    return texts[static_cast<std::size_t>(a.index)] < texts[static_cast<std::size_t>(b.index)];
  });
  std::ranges::transform(keys, indices.begin(), &Key::index);
}

}  // namespace

void sort_by_id(std::vector<std::int32_t>& indices, const Texts& texts) {
  const auto text = [&](std::int32_t index) { return texts[static_cast<std::size_t>(index)]; };
  if (std::ranges::all_of(indices, is_short_number, text)) return sort_by_number(indices, texts);
  const bool numbers = std::ranges::all_of(indices, is_number, text);
  std::sort(indices.begin(), indices.end(), [&](std::int32_t a, std::int32_t b) {
    return numbers ? smaller_number(text(a), text(b)) : text(a) < text(b);
  });
}

}  // namespace shoal::detail
