// Reads on in a text from left to right.
#pragma once

#include <cstdint>
#include <string_view>

namespace shoal::data {

struct TextScanner {
  std::string_view rest;

  bool at_end() const { return rest.empty(); }
  char next() const { return rest.empty() ? '\0' : rest.front(); }
  /// Small letters stand for both cases.
  bool take(char c) {
    const char n = next();
    if (n != c && !(c >= 'a' && c <= 'z' && n == c - 32)) return false;
    rest.remove_prefix(1);
    return true;
  }
  bool take_one_of(std::string_view characters) {
    if (rest.empty() || characters.find(rest.front()) == std::string_view::npos) return false;
    rest.remove_prefix(1);
    return true;
  }
  void skip(char c) {
    while (take(c)) {
    }
  }
  /// Digits from here on.
  int digits() const {
    std::size_t n = 0;
    while (n < rest.size() && rest[n] >= '0' && rest[n] <= '9') ++n;
    return static_cast<int>(n);
  }
  /// A number of 1 to `most` digits; `count` receives how many there were.
  bool number(int most, std::int64_t& value, int* count = nullptr) {
    value = 0;
    int n = 0;
    while (n < most && !rest.empty() && rest.front() >= '0' && rest.front() <= '9') {
      value = value * 10 + (rest.front() - '0');
      rest.remove_prefix(1);
      ++n;
    }
    if (count != nullptr) *count = n;
    return n > 0;
  }
  /// The letters from here on, of a folded text.
  std::string_view peek_word() const {
    std::size_t n = 0;
    while (n < rest.size() && rest[n] >= 'a' && rest[n] <= 'z') ++n;
    return rest.substr(0, n);
  }
  void drop(std::string_view word) { rest.remove_prefix(word.size()); }
  /// Takes the word if it is one of these, parted and enclosed by blanks.
  bool take_word_of(std::string_view words) {
    const std::string_view word = peek_word();
    if (word.empty()) return false;
    for (std::size_t at = words.find(word); at != std::string_view::npos; at = words.find(word, at + 1)) {
      if (words[at - 1] == ' ' && words[at + word.size()] == ' ') return drop(word), true;
    }
    return false;
  }
};

}  // namespace shoal::data
