// Rows that cannot be read: one error, or counted and written down.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "shoal/error.hpp"
#include "shoal/files.hpp"
#include "shoal/transactions.hpp"

namespace shoal::data {

/// What is wrong with one row.
struct BadRow {
  const char* unit = "line";  ///< how the place is counted: "line" of a text, "row" of a Parquet file
  std::int64_t place = 0;     ///< from 1
  std::string column;         ///< empty: the whole row
  std::string reason;         ///< `"six" is not a number`
  std::string hint;           ///< what to do beside the usual, may be empty
  std::string text;           ///< the row as it stands
  std::string file;           ///< the part of a folder it is in, may be empty
};

/// The error of a bad row in the input called `name`; `can_skip` offers --bad-rows skip.
Error bad_row_error(const std::string& name, const BadRow& row, bool can_skip);

/// Takes bad rows in file order: throws at the first, or counts them and writes them to a CSV file.
class BadRowLog {
 public:
  BadRowLog(std::string name, BadRows policy, std::filesystem::path rejected, CsvTexts texts = CsvTexts::as_they_are);
  /// Throws at the first, and offers no other way.
  static BadRowLog strict(std::string name);
  void add(const BadRow& row);
  std::int64_t count() const { return count_; }
  /// Completes the file; without it no file is left.
  void commit();

 private:
  void flush();

  std::string name_;
  BadRows policy_;
  bool can_skip_ = true;
  std::filesystem::path path_;
  CsvTexts texts_;
  std::optional<OutputFile> file_;  ///< made at the first bad row
  std::string pending_;             ///< not yet written to it
  std::int64_t count_ = 0;
};

}  // namespace shoal::data
