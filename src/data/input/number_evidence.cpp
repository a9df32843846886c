#include "data/input/number_evidence.hpp"

#include <cmath>

#include "data/input/encoding.hpp"
#include "data/input/numbers.hpp"
#include "shoal/numbers.hpp"

namespace shoal::data {
namespace {

Marks marks_of(std::string_view text) {
  const auto point = parse_amount(text, {'.'}), comma = parse_amount(text, {','});
  if (point && comma) return *point == *comma ? k_no_mark : k_both_marks;
  return point ? k_point : comma ? k_comma : k_no_mark;
}

}  // namespace

void NumberEvidence::add(std::string_view text) {
  if (text.find_first_of(".,") == std::string_view::npos) return;
  const Marks marks = marks_of(text);
  if (count_[marks]++ == 0) first_[marks] = std::string(trimmed(text));
}

void NumberEvidence::add(const NumberEvidence& other) {
  for (std::size_t marks = 0; marks < count_.size(); ++marks) {
    if (count_[marks] == 0) first_[marks] = other.first_[marks];
    count_[marks] += other.count_[marks];
  }
}

Error NumberEvidence::question(const std::string& where) const {
  const std::string& text = first_[k_both_marks];
  const auto value = [&](char mark) { return number_text(parse_amount(text, {mark}).value_or(0)); };
  return {ErrorCode::data,
          "is \"" + shown(text, 40) + "\" the number " + value('.') + " or " + value(',') +
              "? No number of the file shows it",
          "add --decimal point for " + value('.') + ", or --decimal comma for " + value(','), where};
}

}  // namespace shoal::data
