#include "data/input/text_dictionary.hpp"

#include "data/input/hashing.hpp"

namespace shoal::data {

template <class Values>
TextDictionary<Values>::TextDictionary() : slots_(64) {}

namespace {

std::uint32_t short_hash(std::string_view text) { return static_cast<std::uint32_t>(hash_bytes(text)); }

}  // namespace

template <class Values>
std::int32_t TextDictionary<Values>::code(std::string_view text) {
  return code(text, short_hash(text));
}

template <class Values>
std::vector<std::int32_t> TextDictionary<Values>::codes(const std::vector<std::string_view>& texts) {
  constexpr std::size_t k_ahead = 32;
  std::vector<std::uint32_t> hashes(texts.size());
  std::vector<std::int32_t> codes(texts.size());
  for (std::size_t i = 0; i < texts.size() + k_ahead; ++i) {
    if (i < texts.size()) {
      hashes[i] = short_hash(texts[i]);
      __builtin_prefetch(&slots_[hashes[i] & (slots_.size() - 1)]);
    }
    if (i < k_ahead) continue;
    const std::size_t now = i - k_ahead;
    codes[now] = texts[now].empty() ? -1 : code(texts[now], hashes[now]);
  }
  return codes;
}

template <class Values>
std::int32_t TextDictionary<Values>::code(std::string_view text, std::uint32_t hash) {
  const std::size_t mask = slots_.size() - 1;
  std::size_t at = hash & mask;
  for (; slots_[at].code >= 0; at = (at + 1) & mask) {
    if (slots_[at].hash == hash && values_[static_cast<std::size_t>(slots_[at].code)] == text) return slots_[at].code;
  }
  const auto code = static_cast<std::int32_t>(values_.size());
  slots_[at] = {hash, code};
  values_.emplace_back(text);
  if (values_.size() * 4 > slots_.size() * 3) grow();
  return code;
}

template <class Values>
Values TextDictionary<Values>::take() {
  slots_ = std::vector<Slot>(64);
  return std::exchange(values_, {});
}

template <class Values>
void TextDictionary<Values>::grow() {
  std::vector<Slot> larger(slots_.size() * 2);
  const std::size_t mask = larger.size() - 1;
  for (const Slot& slot : slots_) {
    if (slot.code < 0) continue;
    std::size_t at = slot.hash & mask;
    while (larger[at].code >= 0) at = (at + 1) & mask;
    larger[at] = slot;
  }
  slots_ = std::move(larger);
}

template class TextDictionary<Texts>;
template class TextDictionary<TextViews>;

}  // namespace shoal::data
