// Distinct texts and their codes.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace shoal::data {

/// Texts numbered in order of first appearance. `Text` is std::string (owns) or std::string_view (the caller keeps the
/// bytes alive). Amortised O(length) a look-up.
template <class Text>
class TextDictionary {
 public:
  TextDictionary();
  /// The code of a text, a new one at its first appearance. At most 2^31 - 1 texts.
  std::int32_t code(std::string_view text);
  const std::vector<Text>& values() const { return values_; }
  std::vector<Text> take() { return std::move(values_); }

 private:
  void grow();

  std::vector<Text> values_;
  std::vector<std::uint64_t> hashes_;  ///< of values_
  std::vector<std::int32_t> slots_;    ///< open addressing, -1 = free; a power of two, at most half full
};

extern template class TextDictionary<std::string>;
extern template class TextDictionary<std::string_view>;

}  // namespace shoal::data
