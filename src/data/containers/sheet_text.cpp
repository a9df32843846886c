#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstring>
#include <utility>

#include "base/utf8.hpp"
#include "data/containers/workbook.hpp"
#include "data/containers/xml_reader.hpp"
#include "data/input/csv_text.hpp"

namespace shoal::data {
namespace {

constexpr std::int64_t k_most_rows = 1'048'576;  // of a sheet, by its format
constexpr std::size_t k_most_columns = 16'384;
constexpr std::size_t k_sheet_piece = std::size_t{1} << 16;
/// So many rows are kept back to see how many columns the table has.
constexpr std::size_t k_first_rows = 64;

/// One row: its cells as texts, whose memory is used again.
struct SheetRow {
  std::int64_t number = 0;  ///< from 1
  std::vector<std::string> cells;
  std::size_t width = 0;  ///< up to the last cell that is not empty
};

/// Reads the XML of a sheet piece by piece, and hands its text out.
class SheetText : public ByteSource, private XmlReader {
 public:
  SheetText(std::unique_ptr<ByteSource> xml, const WorkbookParts& parts, std::string where)
      : XmlReader(std::move(where)), xml_(std::move(xml)), parts_(parts), piece_(k_sheet_piece) {}

  std::size_t read(char* out, std::size_t size) override {
    std::size_t filled = 0;
    while (filled < size && fill()) {
      const std::size_t count = std::min(size - filled, ready_.size() - taken_);
      std::memcpy(out + filled, ready_.data() + taken_, count);
      taken_ += count;
      filled += count;
    }
    return filled;
  }

 private:
  /// Whether there is text to hand out.
  bool fill() {
    if (taken_ < ready_.size()) return true;
    ready_.clear();
    taken_ = 0;
    while (ready_.empty() && !ended_) {
      const std::size_t got = xml_->read(piece_.data(), k_sheet_piece);
      ended_ = got < k_sheet_piece;
      feed({piece_.data(), got}, ended_);
      if (ended_) write_first_rows();
    }
    return !ready_.empty();
  }

  void begin(std::string_view name, XmlAttributes attributes) override {
    if (name == "c") {
      begin_cell(attributes);
    } else if (name == "v" || name == "t") {
      taking_ = in_cell_ && !phonetic_;
    } else if (name == "row") {
      begin_row(attribute(attributes, "r"));
    } else if (name == "rPh") {
      phonetic_ = true;
    }
  }

  void end(std::string_view name) override {
    taking_ = false;
    if (name == "c") {
      end_cell();
    } else if (name == "row") {
      end_row();
    } else if (name == "rPh") {
      phonetic_ = false;
    }
  }

  void text(std::string_view part) override {
    if (taking_) value_ += part;
  }

  void begin_row(std::string_view number) {
    std::int64_t given = row_.number + 1;
    std::from_chars(number.data(), number.data() + number.size(), given);
    if (given <= row_.number || given > k_most_rows) throw_damaged("its rows are out of order");
    row_.number = given;
    row_.width = 0;
    column_ = 0;
  }

  /// "AB12" is column 27 (from 0); a cell without a place follows the one before.
  void begin_cell(XmlAttributes attributes) {
    const std::string_view place = attribute(attributes, "r");
    std::size_t column = 0;
    for (std::size_t i = 0; i < place.size() && place[i] >= 'A' && place[i] <= 'Z' && column <= k_most_columns; ++i) {
      column = column * 26 + static_cast<std::size_t>(place[i] - 'A') + 1;
    }
    if (column > 0) column_ = column - 1;
    if (column_ >= k_most_columns) throw_damaged("a cell is beyond the last column");
    type_ = attribute(attributes, "t");
    style_ = 0;
    const std::string_view style = attribute(attributes, "s");
    std::from_chars(style.data(), style.data() + style.size(), style_);
    value_.clear();
    in_cell_ = true;
  }

  void end_cell() {
    in_cell_ = false;
    shown_.clear();
    if (!value_.empty()) append_value(shown_);
    if (!shown_.empty()) {
      if (row_.cells.size() <= column_) row_.cells.resize(column_ + 1);
      for (; row_.width <= column_; ++row_.width) row_.cells[row_.width].clear();
      row_.cells[column_].swap(shown_);
    }
    ++column_;
  }

  void append_value(std::string& cell) const {
    if (type_ == "s") {
      std::size_t number = 0;
      const auto [end, error] = std::from_chars(value_.data(), value_.data() + value_.size(), number);
      if (error != std::errc() || number >= parts_.texts.size()) throw_damaged("a cell names a text that is not there");
      append_text(cell, parts_.texts[number]);
    } else if (type_ == "b") {
      cell += value_ == "1" ? "TRUE" : "FALSE";
    } else if (type_.empty() || type_ == "n") {
      append_shown_number(cell);
    } else {
      append_text(cell, value_);
    }
  }

  /// With what "_x000D_" stands for, a character that XML cannot hold. A line break would make rows of lines that are none.
  static void append_text(std::string& cell, std::string_view text) {
    constexpr std::size_t k_escape = 7;
    for (std::size_t i = 0; i < text.size(); ++i) {
      std::uint32_t code = 0;
      const std::string_view escape = text.substr(i, k_escape);
      const bool escaped = escape.size() == k_escape && escape.starts_with("_x") && escape.ends_with('_') &&
                           std::from_chars(escape.data() + 2, escape.data() + 6, code, 16).ptr == escape.data() + 6;
      const std::uint32_t c = escaped ? code : static_cast<unsigned char>(text[i]);
      if (escaped) i += k_escape - 1;
      if (c == '\n' || c == '\r') {
        cell += ' ';
      } else if (escaped) {
        detail::append_utf8(cell, c);
      } else {
        cell += text[i];
      }
    }
  }

  void append_shown_number(std::string& cell) const {
    double number = 0.0;
    const auto [end, error] = std::from_chars(value_.data(), value_.data() + value_.size(), number);
    if (error != std::errc() || end != value_.data() + value_.size() || !std::isfinite(number)) {
      return append_text(cell, value_);
    }
    const CellFormat format = style_ < parts_.formats.size() ? parts_.formats[style_] : CellFormat::number;
    if (format != CellFormat::number && append_serial(cell, number, format, parts_.since_1904)) return;
    append_number(cell, number);
  }

  void end_row() {
    if (row_.width == 0) return;
    if (table_width_ == 0) {
      first_rows_.push_back(row_);
      if (first_rows_.size() == k_first_rows) write_first_rows();
    } else {
      write(row_);
    }
  }

  void write_first_rows() {
    for (const SheetRow& row : first_rows_) table_width_ = std::max(table_width_, row.width);
    for (const SheetRow& row : first_rows_) write(row);
    first_rows_.clear();
  }

  /// An empty line for each row without cells, so that lines have the numbers of rows.
  void write(const SheetRow& row) {
    ready_.append(static_cast<std::size_t>(row.number - written_ - 1), '\n');
    written_ = row.number;
    for (std::size_t i = 0; i < std::max(row.width, table_width_); ++i) {
      if (i > 0) ready_ += ',';
      if (i < row.width) append_field(ready_, row.cells[i]);
    }
    ready_ += '\n';
  }

  std::unique_ptr<ByteSource> xml_;
  const WorkbookParts& parts_;
  std::vector<char> piece_;
  bool ended_ = false;

  SheetRow row_;
  std::size_t column_ = 0, style_ = 0;
  std::string type_, value_, shown_;
  bool in_cell_ = false, taking_ = false, phonetic_ = false;

  std::vector<SheetRow> first_rows_;
  std::size_t table_width_ = 0;
  std::int64_t written_ = 0;  ///< rows
  std::string ready_;
  std::size_t taken_ = 0;  ///< of ready_
};

}  // namespace

std::unique_ptr<ByteSource> sheet_text(std::unique_ptr<ByteSource> xml, const WorkbookParts& parts, std::string where) {
  return std::make_unique<SheetText>(std::move(xml), parts, std::move(where));
}

}  // namespace shoal::data
