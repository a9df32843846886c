// Where the rows of CSV text begin and end, by the rules of Arrow's tokenizer: a quote opens a quoted field only as its
// first character, a doubled quote inside stands for one, and line breaks inside quotes belong to the field.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace shoal::data {

struct CsvFormat {
  char delimiter = ',';
  char line_end = '\n';  ///< '\r' for files that know no '\n'
};

/// The part of a text that is complete rows. The text begins at the beginning of a row.
struct CompleteRows {
  std::size_t bytes = 0;         ///< of the complete rows, their line ends included
  std::int64_t line_breaks = 0;  ///< in those bytes
  bool open_quote = false;       ///< what is left has a quote that is not closed
  std::int64_t quote_line = 0;   ///< lines between the beginning of the text and that quote
};
/// O(n), a few GB/s.
CompleteRows complete_rows(std::string_view text, const CsvFormat& format);

/// One row as it stands in the file.
struct RowText {
  std::int64_t line = 0;  ///< lines before it in the text
  std::string_view text;  ///< without its line end
};
/// The rows with these numbers (ascending, counted as the tokenizer counts: empty lines are none). O(n); for errors.
std::vector<RowText> rows_at(std::string_view text, const CsvFormat& format, const std::vector<std::int64_t>& numbers);

/// The delimiter of a header line: the one of comma, semicolon, tab and bar that occurs most often outside quotes.
char find_delimiter(std::string_view header);

}  // namespace shoal::data
