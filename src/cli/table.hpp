// Aligned text tables.
#pragma once

#include <string>
#include <vector>

namespace shoal::cli {

/// Rows of printable() cells under a head: numbers right-aligned, text left. Two blanks between columns, two in front.
class TextTable {
 public:
  enum class Align { left, right };
  struct Column {
    std::string head;
    Align align = Align::right;
  };

  explicit TextTable(std::vector<Column> columns) : columns_(std::move(columns)) {}
  void add(std::vector<std::string> cells) { rows_.push_back(std::move(cells)); }
  /// Head and rows, one string a line, without line ends.
  std::vector<std::string> lines() const;

 private:
  std::vector<Column> columns_;
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace shoal::cli
