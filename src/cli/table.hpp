// Aligned text tables.
#pragma once

#include <string>
#include <vector>

#include "cli/layout.hpp"

namespace shoal::cli {

/// Rows of printable() cells under a head: numbers right-aligned, text left. Two blanks between columns, two in front.
class TextTable {
 public:
  enum class Align { left, right };
  /// What a table can do without where it is too wide.
  enum class Keep { always, if_there_is_room };
  struct Column {
    std::string head;
    Align align = Align::right;
    Keep keep = Keep::always;
  };

  explicit TextTable(std::vector<Column> columns) : columns_(std::move(columns)) {}
  void add(std::vector<std::string> cells) { rows_.push_back(std::move(cells)); }
  /// Head and rows, one string a line, without line ends. A table that is wider than `width` breaks its texts between words,
  /// then leaves out columns that it can do without, the last first, and a line below names them.
  std::vector<std::string> lines(std::size_t width = k_no_limit) const;

 private:
  struct Fit;
  Fit fit(std::size_t width) const;

  std::vector<Column> columns_;
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace shoal::cli
