// A CSV stream cut into blocks of complete rows.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "data/csv/csv_layout.hpp"
#include "data/csv/csv_rows.hpp"
#include "data/input/input_bytes.hpp"

namespace shoal::data {

/// A row, its line breaks inside quotes included, may be this long. A longer one is no row: a file of another kind, or a
/// quote that is not closed.
inline constexpr std::size_t k_longest_row = std::size_t{16} << 20;

struct CsvBlock {
  std::int64_t line = 1;              ///< number of its first line in the file
  std::string text;                   ///< complete rows, the last with its line end
  const CsvLayout* layout = nullptr;  ///< of its rows; set by CsvParts
};

/// Reads the header and then block after block, in order. Memory: one block, or the longest row.
class CsvBlocks {
 public:
  /// Reads the header. Error{data} for an empty file, UTF-16, or a header that is no line of text.
  explicit CsvBlocks(InputBytes& input);

  const CsvFormat& format() const { return format_; }
  /// Column names as UTF-8; names that occur twice are kept.
  const std::vector<std::string>& columns() const { return columns_; }
  /// Number of the line that the header was taken from.
  std::int64_t header_line() const { return header_line_; }
  /// The header was data: it becomes the first row again, and the columns are called x0, x1, ... Before next().
  void take_header_as_data();
  /// Some complete rows that next() will hand out first; for a look at the kinds of the columns. Empty when there
  /// are none.
  std::string_view sample();
  /// The next block; false at the end. Error{data} names the line of a row that is too long or a quote that is never
  /// closed.
  bool next(CsvBlock& block);

 private:
  void fill(std::string& text);
  /// At the end of the stream: every row ends with a line end, the last one too.
  void end_last_row(std::string& text) const;
  /// Reads on until the text holds a complete row, or to the end.
  CompleteRows fill_to_a_row(std::string& text);
  void read_header();
  [[noreturn]] void throw_too_long(const CompleteRows& rows, bool at_end) const;

  InputBytes& input_;
  CsvFormat format_;
  std::vector<std::string> columns_;
  std::string header_;  ///< as it stands in the file, with its line end
  std::int64_t header_line_ = 1;
  std::string pending_;    ///< read, not yet handed out
  std::int64_t line_ = 1;  ///< number of the first line in pending_
  bool ended_ = false;
};

}  // namespace shoal::data
