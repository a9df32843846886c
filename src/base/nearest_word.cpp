#include <algorithm>
#include <string>
#include <vector>

#include "base/ascii.hpp"
#include "shoal/error.hpp"
#include "shoal/text.hpp"

namespace shoal {
namespace {

std::string lowered(std::string_view word) {
  std::string text(word);
  for (char& c : text) c = detail::lower(c);
  return text;
}

/// Insertions, deletions, replacements and swaps of neighbours that lead from a to b (optimal string alignment).
std::size_t edit_distance(const std::string& a, const std::string& b) {
  std::vector<std::size_t> before_last(b.size() + 1), last(b.size() + 1), current(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    current[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      current[j] = std::min({last[j] + 1, current[j - 1] + 1, last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) current[j] = std::min(current[j], before_last[j - 2] + 1);
    }
    before_last.swap(last);
    last.swap(current);
  }
  return last[b.size()];
}

}  // namespace

std::string nearest_word(std::string_view word, const std::vector<std::string>& candidates) {
  const std::string wanted = lowered(word);
  std::string nearest;
  // One mistake in three letters is a typo, more is another word.
  std::size_t least = (wanted.size() + 2) / 3 + 1;
  for (const std::string& candidate : candidates) {
    const std::size_t distance = edit_distance(wanted, lowered(candidate));
    if (distance < least && distance < std::max(wanted.size(), candidate.size())) {
      least = distance;
      nearest = candidate;
    }
  }
  return nearest;
}

std::string did_you_mean(std::string_view word, const std::vector<std::string>& candidates) {
  const std::string nearest = nearest_word(word, candidates);
  return nearest.empty() ? "" : "; did you mean \"" + nearest + "\"?";
}

void throw_unknown_word(std::string_view text, const std::vector<std::string>& words, const std::string& place) {
  throw Error(ErrorCode::usage,
              "\"" + std::string(text) + "\" is not one of " + join(words, ", ") + did_you_mean(text, words), "",
              place);
}

}  // namespace shoal
