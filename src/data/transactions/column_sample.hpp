// Some rows of a file, by columns: what the roles of the columns are judged by.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace shoal::data {

struct ColumnSample {
  std::vector<std::string> names;                     ///< of the columns, as the file has them
  std::vector<std::vector<std::string_view>> values;  ///< by column; all equally long, or none where there are no rows

  std::size_t rows() const { return values.empty() ? 0 : values.front().size(); }
  const std::vector<std::string_view>& of(std::int32_t column) const {
    return values[static_cast<std::size_t>(column)];
  }
};

/// Whether a text may be a date, by its digits alone: which form dates have is not decided here.
bool may_be_date(std::string_view text);
/// Whether a text may be a number, with signs of money and groups of digits.
bool may_be_number(std::string_view text);

/// Whether there is a value at all, and none that is not like that.
bool all_like(const std::vector<std::string_view>& values, bool (*like)(std::string_view));
bool any_like(const std::vector<std::string_view>& values, bool (*like)(std::string_view));
/// Distinct values that are not empty.
std::size_t distinct(const std::vector<std::string_view>& values);

/// The number that such a text most likely stands for, where the form of numbers is not decided yet: its last mark is the decimal one
/// unless three digits follow it. NaN where there is none. For comparisons of columns, never for an answer.
double rough_number(std::string_view text);

}  // namespace shoal::data
