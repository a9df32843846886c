// What the numbers of a file say about their form.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "data/input/number_form.hpp"
#include "shoal/error.hpp"

namespace shoal::data {

/// Which decimal marks fit a number, where they do not give the same: bits.
enum Marks : std::uint8_t { k_no_mark = 0, k_point = 1, k_comma = 2, k_both_marks = 3 };

/// Takes numbers in any order; those of all parts of a file together tell its mark.
class NumberEvidence {
 public:
  void add(std::string_view text);
  void add(const NumberEvidence& other);

  /// Whether a number was seen that only one mark fits.
  bool proved() const { return count_[k_point] + count_[k_comma] > 0; }
  /// Whether a number was seen that the marks give different values.
  bool open() const { return count_[k_both_marks] > 0; }
  /// The mark of most of the numbers that only one fits; a point where there is none.
  NumberForm form() const { return {count_[k_comma] > count_[k_point] ? ',' : '.'}; }
  /// A number that shows that form, empty when none does.
  const std::string& example() const { return first_[form().mark == ',' ? k_comma : k_point]; }
  /// Error{data}: a number with both its readings, and the options.
  Error question(const std::string& where) const;
  /// The first number that only the other mark than the form's fits; empty when there is none.
  const std::string& against(NumberForm form) const { return first_[form.mark == ',' ? k_point : k_comma]; }

 private:
  std::array<std::int64_t, 4> count_{};  ///< by Marks
  std::array<std::string, 4> first_;
};

}  // namespace shoal::data
