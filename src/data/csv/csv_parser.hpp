// One block of CSV text cut into fields by Arrow's tokenizer.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "data/csv/csv_layout.hpp"

namespace shoal::data {

/// The fields of a block of complete rows. Owns their bytes.
class ParsedRows {
 public:
  /// The layout must outlive it.
  ParsedRows(std::string_view block, const CsvLayout& layout);
  ~ParsedRows();
  ParsedRows(ParsedRows&&) noexcept;

  /// Rows with the right number of fields; the others are left out.
  std::int32_t rows() const;
  std::int32_t columns() const;

  struct WrongWidth {
    std::int64_t number;  ///< of the row in the block, see numbers()
    std::int32_t fields;
  };
  const std::vector<WrongWidth>& wrong_width() const;

  /// The numbers of these rows (ascending) in the block when the left-out ones are counted too. O(rows).
  std::vector<std::int64_t> numbers(const std::vector<std::int32_t>& rows) const;

  /// The fields of a column of the layout, one a row; they live as long as this object. O(rows).
  std::vector<std::string_view> column(std::int32_t column) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// The fields of one row.
std::vector<std::string> parse_fields(std::string_view row, const CsvFormat& format);

}  // namespace shoal::data
