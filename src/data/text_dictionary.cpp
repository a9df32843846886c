#include "data/text_dictionary.hpp"

#include "data/hashing.hpp"

namespace shoal::data {

template <class Text>
TextDictionary<Text>::TextDictionary() : slots_(64, -1) {}

template <class Text>
std::int32_t TextDictionary<Text>::code(std::string_view text) {
  const std::uint64_t hash = hash_bytes(text);
  const std::size_t mask = slots_.size() - 1;
  std::size_t slot = hash & mask;
  for (; slots_[slot] >= 0; slot = (slot + 1) & mask) {
    const auto found = static_cast<std::size_t>(slots_[slot]);
    if (hashes_[found] == hash && std::string_view(values_[found]) == text) return slots_[slot];
  }
  const auto code = static_cast<std::int32_t>(values_.size());
  slots_[slot] = code;
  values_.emplace_back(text);
  hashes_.push_back(hash);
  if (values_.size() * 2 > slots_.size()) grow();
  return code;
}

template <class Text>
void TextDictionary<Text>::grow() {
  slots_.assign(slots_.size() * 2, -1);
  const std::size_t mask = slots_.size() - 1;
  for (std::size_t i = 0; i < hashes_.size(); ++i) {
    std::size_t slot = hashes_[i] & mask;
    while (slots_[slot] >= 0) slot = (slot + 1) & mask;
    slots_[slot] = static_cast<std::int32_t>(i);
  }
}

template class TextDictionary<std::string>;
template class TextDictionary<std::string_view>;

}  // namespace shoal::data
