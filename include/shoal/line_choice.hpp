// Which lines of a file of transactions are meant, and what they are compared by.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace shoal {

enum class Comparison : std::uint8_t { equal, not_equal, less, less_or_equal, greater, greater_or_equal };

/// "status != canceled". Two numbers are compared as numbers, two dates as dates, all else as text without case; what is neither number
/// nor date is neither less nor greater than one.
struct LineCondition {
  std::string column;  ///< name in the file, matched without case and punctuation where none is equal
  Comparison comparison = Comparison::equal;
  std::string value;
  bool drops = false;  ///< true: lines that it holds for are left out; false: all others are
};

/// Reads "COLUMN OPERATOR VALUE" with =, !=, <, <=, > or >=; a column or value may stand in quotes. Error{usage} at `place`.
LineCondition parse_condition(std::string_view text, bool drops, const std::string& place);
/// "Order Status=canceled": what parse_condition() reads.
std::string condition_text(const LineCondition& condition);
/// "--drop-where 'Order Status=canceled'".
std::string condition_option(const LineCondition& condition);

/// What a user says about the lines of a file. A model keeps it for the files that it scores.
struct LineChoice {
  std::vector<LineCondition> conditions;  ///< all must let a line pass
  std::vector<std::string> missing;       ///< customers that stand for none, in any case
  std::vector<std::string>
      ignored;  ///< columns that say nothing: left out when duplicates are looked for, and never doubted
};

}  // namespace shoal
