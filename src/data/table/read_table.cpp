#include <algorithm>
#include <cmath>
#include <set>

#include "base/name_index.hpp"
#include "data/input/customer_id.hpp"
#include "data/input/input_kind.hpp"
#include "data/table/row_counter.hpp"
#include "data/table/table_readers.hpp"
#include "shoal/error.hpp"
#include "shoal/text.hpp"

namespace shoal {
namespace {

using data::ColumnChoice;
using data::ColumnKind;
using data::TableFile;

const std::string& name_of(const TableFile& file, std::int32_t column) {
  return file.columns()[static_cast<std::size_t>(column)].name;
}

std::vector<std::string> names_of(const TableFile& file) {
  std::vector<std::string> names;
  for (const ColumnKind& column : file.columns()) names.push_back(column.name);
  return names;
}

[[noreturn]] void throw_twice(const TableFile& file, const std::string& name) {
  throw Error(ErrorCode::data, "two columns are called \"" + name + "\"", "rename one of them, and name each once",
              file.name(), "columns: " + join(names_of(file), ", "));
}

/// The number of a column; Error for one that is not there or there twice.
std::int32_t find_column(const TableFile& file, const NameIndex& index, const std::string& wanted) {
  const std::int64_t at = index.find(wanted);
  if (at < 0) {
    const std::vector<std::string> names = names_of(file);
    const std::string nearest = nearest_word(wanted, names);
    throw Error(ErrorCode::usage, "no column \"" + wanted + "\" in " + file.name(),
                nearest.empty() ? "choose among the columns" : "did you mean \"" + nearest + "\"?", {},
                "columns: " + join(names, ", "));
  }
  if (std::ranges::find(index.twice(), wanted) != index.twice().end()) throw_twice(file, wanted);
  return static_cast<std::int32_t>(at);
}

void refuse_names_twice(const TableFile& file, const std::vector<std::int32_t>& columns) {
  std::set<std::string_view> seen;
  for (const std::int32_t column : columns) {
    const std::string& name = file.columns()[static_cast<std::size_t>(column)].name;
    if (!seen.insert(name).second) throw_twice(file, name);
  }
}

[[noreturn]] void throw_no_features(const TableFile& file) {
  std::vector<std::string> columns;
  for (const ColumnKind& column : file.columns()) {
    columns.push_back(column.name + (column.numeric ? "" : " (" + column.type + ")"));
  }
  throw Error(
      ErrorCode::data, "has no column of numbers to work with",
      "write numbers as 1234.5, and parts by commas, semicolons or tabs; or name the columns to use with --columns",
      file.name(), "columns: " + join(columns, ", "));
}

/// Why a column that was not named is no feature; nothing for one that is.
std::string why_no_feature(const ColumnKind& column, const ReadTableOptions& options) {
  if (std::ranges::find(options.labels, column.name) != options.labels.end()) return "holds labels";
  return column.numeric ? "" : "is " + column.type;
}

/// What the file has beside the features.
std::vector<LeftOutColumn> left_out(const TableFile& file, const ColumnChoice& choice,
                                    const ReadTableOptions& options) {
  std::vector<LeftOutColumn> columns;
  if (!options.columns.empty() && options.why_others.empty()) return columns;
  for (std::size_t i = 0; i < file.columns().size(); ++i) {
    const ColumnKind& column = file.columns()[i];
    const auto number = static_cast<std::int32_t>(i);
    const bool named = std::ranges::find(options.columns, column.name) != options.columns.end();
    const std::string why = number == choice.text     ? "names the rows"
                            : options.columns.empty() ? why_no_feature(column, options)
                            : named                   ? ""
                                                      : options.why_others;
    const bool unasked = number != choice.text && options.columns.empty();
    if (!why.empty()) columns.push_back({column.name, why, unasked && column.doubtful});
  }
  return columns;
}

ColumnChoice choose(const TableFile& file, const ReadTableOptions& options) {
  ColumnChoice choice;
  const std::vector<std::string> names = names_of(file);
  const NameIndex index(names);
  for (const std::string& name : options.columns) choice.numbers.push_back(find_column(file, index, name));
  const auto is_feature = [&](std::int32_t column) {
    return std::find(choice.numbers.begin(), choice.numbers.end(), column) != choice.numbers.end();
  };
  choice.text = options.id_column.empty() ? data::usual_id_column(file) : find_column(file, index, options.id_column);
  if (options.id_column.empty() && choice.text >= 0 && is_feature(choice.text)) choice.text = -1;
  if (options.columns.empty()) {
    for (std::size_t i = 0; i < file.columns().size(); ++i) {
      const auto column = static_cast<std::int32_t>(i);
      if (column != choice.text && why_no_feature(file.columns()[i], options).empty()) choice.numbers.push_back(column);
    }
  }
  refuse_names_twice(file, choice.numbers);
  if (choice.numbers.empty()) throw_no_features(file);
  return choice;
}

/// The columns of whole numbers with a value that may have been rounded.
std::vector<std::string> rounded_columns(const TableFile& file, const ColumnChoice& choice, const RealMatrix& numbers) {
  constexpr double k_rounded = 9007199254740992.0;  // 2^53, which 2^53 + 1 is rounded to
  std::vector<std::string> rounded;
  const auto* doubles = std::get_if<Matrix<double>>(&numbers);
  for (std::size_t j = 0; doubles != nullptr && j < choice.numbers.size(); ++j) {
    const ColumnKind& column = file.columns()[static_cast<std::size_t>(choice.numbers[j])];
    if (!column.whole) continue;
    bool beyond = false;
    for (std::int64_t i = 0; i < doubles->rows(); ++i) {
      beyond = beyond || std::abs((*doubles)(i, static_cast<std::int64_t>(j))) >= k_rounded;
    }
    if (beyond) rounded.push_back(column.name);
  }
  return rounded;
}

}  // namespace

FeatureTable read_table(ThreadPool& threads, const std::filesystem::path& path, const ReadTableOptions& options,
                        InputInfo* info) {
  return read_table(threads, std::vector{path}, options, info);
}

FeatureTable read_table(ThreadPool& threads, const std::vector<std::filesystem::path>& paths,
                        const ReadTableOptions& options, InputInfo* info) {
  const auto file = data::open_table(paths, options.first_line, options.sheets);
  ColumnChoice choice = choose(*file, options);
  choice.keep_float = options.keep_float;
  data::ReadColumns read = file->read(threads, choice, options.allow_missing);
  if (read.input.rows == 0) {
    throw Error(ErrorCode::data, "holds column names, but no rows", "give a table with data", file->name());
  }
  FeatureTable table;
  for (const std::int32_t column : choice.numbers) table.names.push_back(name_of(*file, column));
  if (choice.text >= 0) {
    table.id_name = name_of(*file, choice.text);
    table.id_type = file->columns()[static_cast<std::size_t>(choice.text)].stored;
  }
  table.ids = std::move(read.text);
  for (std::string& id : table.ids) id = data::customer_id(id);
  table.left_out = left_out(*file, choice, options);
  table.rounded = rounded_columns(*file, choice, read.numbers);
  table.values = std::move(read.numbers);
  if (options.columns.empty()) data::leave_counters_out(table);
  if (table.names.empty()) throw_no_features(*file);
  if (info != nullptr) *info = std::move(read.input);
  return table;
}

FeatureTable read_table(const std::filesystem::path& path, const ReadTableOptions& options, InputInfo* info) {
  ThreadPool one(1);
  return read_table(one, path, options, info);
}

std::vector<std::string> column_names(const std::filesystem::path& path, FirstLine first_line) {
  return column_names(std::vector{path}, first_line, {});
}

std::vector<std::string> column_names(const std::vector<std::filesystem::path>& paths, FirstLine first_line,
                                      const std::vector<std::string>& sheets) {
  const auto read_once = [](const std::filesystem::path& path) {
    std::error_code failed;
    return path == "-" || std::filesystem::is_fifo(path, failed);
  };
  if (std::ranges::any_of(paths, read_once)) return {};
  std::error_code failed;
  const bool file = std::filesystem::is_regular_file(paths.front(), failed);
  if (file && data::input_kind(paths.front()) == data::InputKind::npy) return {};
  return names_of(*data::open_table(paths, first_line, sheets));
}

}  // namespace shoal
