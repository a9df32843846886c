// One table, shown in the page and downloaded as CSV.
#pragma once

#include <string>
#include <vector>

namespace shoal::report {

struct Cell {
  std::string shown;  ///< text
  std::string raw;    ///< for sorting and CSV; empty: as shown
};
Cell text_cell(std::string text);
/// A number that reads back the same in CSV; nothing when it is not finite.
Cell number_cell(std::string shown, double value);

struct Column {
  std::string key;      ///< name in the CSV
  std::string heading;  ///< with unit
  bool number = true;
  bool shown = true;  ///< false: in the CSV only, where a chart beside the table shows it
};

struct Table {
  std::string caption, id;
  bool sortable = true;
  std::vector<Column> columns;
  std::vector<std::vector<Cell>> rows;   ///< as wide as columns; the first cell heads its row
  std::vector<std::string> row_classes;  ///< per row, may be empty
};

/// A heading, and the table in a box that scrolls sideways by itself where it is too wide.
std::string table_html(const Table& table);
/// RFC 4180 with LF; cells that a spreadsheet would take for a formula get a leading apostrophe.
std::string table_csv(const Table& table);

}  // namespace shoal::report
