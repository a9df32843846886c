#include "data/transactions/word_lists.hpp"

#include "data/input/numbers.hpp"
#include "shoal/text.hpp"

namespace shoal::data {

std::string folded_words(std::string_view text) {
  std::string folded(trimmed(text));
  for (char& c : folded) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return folded;
}

std::vector<std::string> words_of(std::string_view text) {
  std::string folded = folded_words(text);
  for (char& c : folded) {
    const bool letter = (c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) >= 0x80;
    if (!letter) c = ' ';
  }
  return split_list(folded, ' ');
}

}  // namespace shoal::data
