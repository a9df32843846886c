// The readers that read_table() and read_labels() choose from.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "data/containers/input_parts.hpp"
#include "shoal/table.hpp"

namespace shoal::data {

/// A column of a file and whether it holds numbers.
struct ColumnKind {
  std::string name;
  bool numeric = false;
  std::string type = "text";                   ///< as a person reads it: "text", "true or false", "dates"
  bool doubtful = false;                       ///< no numbers, and yet they look as if they were meant as such
  std::shared_ptr<const ColumnType> stored{};  ///< where the file has types
  bool whole = false;                          ///< whole numbers, which double precision may round
};

/// Which columns to read: one or two as text (ids, labels), some as numbers.
struct ColumnChoice {
  std::int32_t text = -1;         ///< column number, -1 = none
  std::int32_t second_text = -1;  ///< another column than `text`
  std::vector<std::int32_t> numbers;
  bool keep_float = false;  ///< a file of floats gives a matrix of floats
};

/// What was chosen, read.
struct ReadColumns {
  std::vector<std::string> text, second_text;  ///< n, or empty
  RealMatrix numbers;                          ///< n x d; NaN = missing
  InputInfo input;
};

/// A table file that is open: first its columns are known, then some are read, once.
class TableFile {
 public:
  virtual ~TableFile() = default;
  const std::vector<ColumnKind>& columns() const { return columns_; }
  const std::string& name() const { return name_; }
  /// Error{data} with line (or row) and column for a field that is not a finite number; an empty one and NaN are
  /// refused too unless `allow_missing`.
  virtual ReadColumns read(ThreadPool& threads, const ColumnChoice& choice, bool allow_missing) = 0;

 protected:
  std::vector<ColumnKind> columns_;
  std::string name_;
};

std::unique_ptr<TableFile> open_csv_table(InputParts input, FirstLine first_line);
std::unique_ptr<TableFile> open_parquet_table(InputParts input);
std::unique_ptr<TableFile> open_npy_table(const std::filesystem::path& path);
/// The one of them that the paths ask for.
std::unique_ptr<TableFile> open_table(const std::vector<std::filesystem::path>& paths, FirstLine first_line,
                                      const std::vector<std::string>& sheets = {});

/// Whether a column of this name names rows: customer_id, id ...
bool names_rows(const std::string& name);
/// The first column that names rows by its name (customer_id, id ...), `label` left aside; -1 if there is none.
std::int32_t usual_id_column(const TableFile& file, std::int32_t label = -1);

/// A number of a table. False for what is not one; missing ones (empty, NaN, NA, null) are fine if `allow_missing` and
/// become NaN. `complaint` says what is wrong.
bool table_number(std::string_view text, bool allow_missing, double& value, std::string& complaint);
/// What to do about a complaint of a missing number; empty for others.
std::string gap_hint(std::string_view complaint);

}  // namespace shoal::data
