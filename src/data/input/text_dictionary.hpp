// Distinct texts and their codes.
#pragma once

#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "shoal/transactions.hpp"

namespace shoal::data {

/// Texts numbered in order of first appearance. `Values` is Texts (owns) or std::vector<std::string_view> (the caller
/// keeps the bytes alive). Amortised O(length) a look-up; 11 to 21 bytes a text beside the values.
template <class Values>
class TextDictionary {
 public:
  TextDictionary();
  /// The code of a text, a new one at its first appearance. At most 2^31 - 1 texts.
  std::int32_t code(std::string_view text);
  /// The codes of many texts, -1 for empty ones; quicker than one after the other, for a large table is not in the
  /// cache.
  std::vector<std::int32_t> codes(const std::vector<std::string_view>& texts);
  const Values& values() const { return values_; }
  /// Gives the values away and frees the rest.
  Values take();

 private:
  /// The low half of the hash, enough to find the slot again in any table of up to 2^32.
  struct Slot {
    std::uint32_t hash = 0;
    std::int32_t code = -1;  ///< -1 = free
  };
  std::int32_t code(std::string_view text, std::uint32_t hash);
  void grow();

  Values values_;
  std::vector<Slot> slots_;  ///< open addressing; a power of two, at most three quarters full
};

using TextViews = std::vector<std::string_view>;
/// A text column as codes into texts, which need not be distinct. -1 = empty.
struct CodedTexts {
  TextViews values;
  std::vector<std::int32_t> codes;
};

extern template class TextDictionary<Texts>;
extern template class TextDictionary<TextViews>;

}  // namespace shoal::data
