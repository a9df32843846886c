// Numeric tables and their files: CSV (plain, .gz, .zst), Parquet (a file or a folder of parts), .npy, standard input.
#pragma once

#include <cstdint>
#include <filesystem>
#include <iterator>
#include <memory>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "shoal/matrix.hpp"
#include "shoal/threads.hpp"

namespace shoal {

class OutputFile;

/// A column that is not among the features, and why: "names the rows", "is text" ...
struct LeftOutColumn {
  std::string name, why;
  bool doubtful = false;  ///< its values look as if they were meant as numbers
};

/// The type of a column as its file stores it: whole numbers of 32 bits, dates ... Known to src/data.
struct ColumnType;

/// What the rows and columns of a table are called.
struct TableNames {
  std::string id_name;                          ///< empty when there is no id column
  std::vector<std::string> ids;                 ///< n, or empty
  std::vector<std::string> names;               ///< d
  std::shared_ptr<const ColumnType> id_type{};  ///< of the ids, where the file has types

  std::int64_t cols() const { return std::ssize(names); }
  /// Column numbers of the names, in that order. Error{usage} suggests the nearest name for one that is absent.
  std::vector<std::int64_t> columns(const std::vector<std::string>& wanted) const;
};

/// Rows with ids and named numeric columns.
struct FeatureTable : TableNames {
  RealMatrix values;  ///< n x d; floats only where ReadTableOptions::keep_float asked for them
  /// Columns of the file that are no features, in its order; empty where the columns were named.
  std::vector<LeftOutColumn> left_out{};
  /// Features with whole numbers of 2^53 and more, which double precision rounds.
  std::vector<std::string> rounded{};

  std::int64_t rows() const {
    return std::visit([](const auto& own) { return own.rows(); }, values);
  }
  double value(std::int64_t i, std::int64_t j) const {
    const auto* doubles = std::get_if<Matrix<double>>(&values);
    return doubles != nullptr ? (*doubles)(i, j) : static_cast<double>((*std::get_if<Matrix<float>>(&values))(i, j));
  }
  /// The values of a table that was made in double precision. Error{internal} where they are floats.
  Matrix<double>& doubles();
  const Matrix<double>& doubles() const;
  /// The table with those columns only.
  FeatureTable select(const std::vector<std::string>& wanted) const;
};

/// The table with the rows of these numbers only, in this order. O(rows d).
FeatureTable rows_of(const FeatureTable& table, std::span<const std::int64_t> rows);

/// One column to write.
struct OutputColumn {
  std::string name;
  std::variant<std::vector<std::string>, std::vector<std::int64_t>, std::vector<double>> values;
  /// Of texts: what they become again in a file that has types, if all of them can; an empty one is missing then.
  std::shared_ptr<const ColumnType> type{};
};

/// One of several files that were read as one table.
struct FileInfo {
  std::string path;
  std::int64_t rows = 0;
  std::int64_t bytes = 0;
  std::string sha256;
};

/// What was read, for the record.
struct InputInfo {
  std::string path;        ///< of several that were given: "2021.csv and 2 more"
  std::int64_t rows = 0;   ///< data rows in the file, rejected ones included
  std::int64_t bytes = 0;  ///< as stored
  std::string sha256;      ///< of the bytes as stored (of several files: one after the other); empty for standard input
  std::vector<FileInfo> files{};  ///< where there are several, in the order in which they were read
};

/// What the first line of a CSV file holds where it may be names (2019, 2020) as well as data; `ask` refuses such a file.
enum class FirstLine : std::uint8_t { ask, names, data };
/// For files that are not asked about, as the number of rows tells: labels.
constexpr FirstLine unasked(FirstLine line) { return line == FirstLine::ask ? FirstLine::data : line; }

struct ReadTableOptions {
  std::string id_column{};             ///< empty: a column named like customer_id, id ... is taken if there is one
  std::vector<std::string> columns{};  ///< empty: every numeric column
  std::vector<std::string> labels{};   ///< columns of labels: no features, unless `columns` names them
  std::string why_others{};            ///< why columns beside those of `columns` are left out; empty: not told
  FirstLine first_line = FirstLine::ask;
  std::vector<std::string> sheets{};  ///< of workbooks, and files in zip files; empty: the one table that is in them
  bool allow_missing = false;         ///< missing and NaN become NaN instead of Error{data}
  bool keep_float = false;            ///< a file of floats (.npy) stays one of floats
};

/// Reads a numeric table; the kind is told from the name (".csv", ".csv.gz", ".parquet", ".npy", a folder, "-" = CSV on
/// standard input). Errors{data} name file, line and column, what was found and what was expected.
/// Example:
///     ReadTableOptions options;
///     options.id_column = "id";
///     FeatureTable table = read_table(path, options);
///     FeatureTable two = table.select({"x", "y"});
FeatureTable read_table(const std::filesystem::path& path, const ReadTableOptions& options, InputInfo* info = nullptr);
/// The same on several threads; equal results for any number of them.
FeatureTable read_table(ThreadPool& threads, const std::filesystem::path& path, const ReadTableOptions& options,
                        InputInfo* info = nullptr);

/// Several files, and those of folders, as one table: their columns must be the same, in any order.
FeatureTable read_table(ThreadPool& threads, const std::vector<std::filesystem::path>& paths,
                        const ReadTableOptions& options, InputInfo* info = nullptr);

/// The names of all columns of a table or of transaction files, in file order; empty for .npy and for what is read once, a pipe.
std::vector<std::string> column_names(const std::filesystem::path& path, FirstLine first_line = FirstLine::ask);
std::vector<std::string> column_names(const std::vector<std::filesystem::path>& paths, FirstLine first_line,
                                      const std::vector<std::string>& sheets);

/// Labels as a file holds them.
struct LabelTable {
  std::vector<std::int32_t> labels;  ///< n; -1 is noise
  std::vector<std::string> names;    ///< of labels that are texts, by their number; empty for whole numbers
  std::string id_name;               ///< empty when there is no id column
  std::vector<std::string> ids;      ///< n, or empty
};

/// One text or integer column as labels: column `name`, -1 for noise (an empty cell too). Whole numbers are kept, other
/// texts are numbered in order of first appearance. The ids are those of the column `id_name` where there is one, else of
/// one that is named as read_table() expects, in the form that read_table() gives them. A first line that may be data is
/// data, unless `first_line` says that it names the columns: a line too many or too few is found by the count of the rows.
/// Equal results for any number of threads.
LabelTable read_label_table(ThreadPool& threads, const std::filesystem::path& path, const std::string& name,
                            const std::string& id_name, FirstLine first_line = FirstLine::ask);
/// The column of that name as ids, in the form that read_table() gives them; the first of several.
std::vector<std::string> read_ids(ThreadPool& threads, const std::filesystem::path& path, const std::string& name,
                                  FirstLine first_line = FirstLine::ask);
/// The labels alone, read on one thread.
std::vector<std::int32_t> read_labels(const std::filesystem::path& path, const std::string& name);

/// How texts go into CSV: as they are, or `inert`: with an apostrophe before each that a spreadsheet would take for a formula
/// (OWASP, "CSV injection").
enum class CsvTexts : std::uint8_t { as_they_are, inert };

struct WriteTableOptions {
  CsvTexts texts = CsvTexts::as_they_are;
  const Cancellation* cancellation = nullptr;  ///< looked at now and then, then Error{cancelled}; must outlive the call
};

/// Writes columns of equal length; ".parquet" writes Parquet, ".npy" a float64 matrix of the numeric columns, anything
/// else CSV ("-" is standard output; doubles in the shortest form that reads back the same). Written to a temporary
/// name and renamed.
/// Example:
///     std::vector<std::int64_t> whole(labels.begin(), labels.end());
///     write_table(out, {{"id", table.ids}, {"label", whole}});
void write_table(const std::filesystem::path& path, const std::vector<OutputColumn>& columns,
                 const WriteTableOptions& options = {});
/// The same into a file that the caller commits.
void write_table(OutputFile& file, const std::vector<OutputColumn>& columns, CsvTexts texts = CsvTexts::as_they_are);
/// The table as columns: ids first (when there are any), then the values.
std::vector<OutputColumn> output_columns(const FeatureTable& table);

}  // namespace shoal
