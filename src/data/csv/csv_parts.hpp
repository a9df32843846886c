// CSV files with a header each, read one after the other as one table.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "data/containers/input_parts.hpp"
#include "data/csv/csv_blocks.hpp"
#include "data/csv/csv_layout.hpp"
#include "data/csv/csv_parser.hpp"
#include "data/csv/table_choice.hpp"

namespace shoal::data {

/// Columns are matched by name: exactly, else without case and punctuation. Keys of folders are columns behind those of the files.
class CsvParts {
 public:
  /// Reads the header of every part. Error{data} as CsvBlocks, and as choose_tables().
  CsvParts(InputParts input, const Usable& usable);
  ~CsvParts();

  const std::string& name() const { return input_.name; }
  /// Those of the first part, then those that only others have.
  const std::vector<std::string>& columns() const { return columns_; }
  /// The first part, before next().
  CsvBlocks& first();
  /// Some of its rows.
  ParsedRows sample();
  /// The header of the only part was data. Error{data} where there are several parts.
  void take_header_as_data();
  std::size_t size() const { return open_.size(); }
  /// Error{data} that names a part without this column.
  void require(std::int32_t column) const;
  /// The next block; false at the end.
  bool next(CsvBlock& block);
  /// What was read, after the last block. `rows`: of each part.
  InputInfo info(const std::vector<std::int64_t>& rows, const ThreadPool& threads);
  /// What was decided about the parts.
  std::vector<Decision> decisions() const;

 private:
  struct Open;
  void add_columns(std::size_t part, const CsvBlocks& blocks);
  std::int32_t column_called(const std::string& name);
  void complete_layouts();
  bool has(std::size_t part, std::size_t column) const;

  InputParts input_;
  std::vector<std::string> columns_, folded_;
  std::vector<CsvLayout> layouts_;           ///< of the parts
  std::vector<std::unique_ptr<Open>> open_;  ///< of the parts; null for one that is not read now
  std::size_t now_ = 0;
};

}  // namespace shoal::data
