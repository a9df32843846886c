// Texts compared as words.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace shoal::data {

/// Without blanks around it, ASCII letters in lower case.
std::string folded_words(std::string_view text);
/// The words of a text in lower case: runs of letters, whatever stands between.
std::vector<std::string> words_of(std::string_view text);

template <class Words>
bool is_among(const Words& words, std::string_view word) {
  return std::any_of(words.begin(), words.end(), [&](std::string_view one) { return one == word; });
}

}  // namespace shoal::data
