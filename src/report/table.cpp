#include "report/table.hpp"

#include <fmt/format.h>

#include <cmath>

#include "report/html.hpp"

namespace shoal::report {
namespace {

const std::string& raw_of(const Cell& cell) { return cell.raw.empty() ? cell.shown : cell.raw; }

std::string csv_field(const std::string& text, bool number) {
  std::string value = text;
  if (!number && !value.empty() && std::string_view("=+-@\t\r").find(value[0]) != std::string_view::npos) {
    value.insert(0, 1, '\'');
  }
  if (value.find_first_of(",\"\n\r") == std::string::npos) return value;
  std::string out = "\"";
  for (const char c : value) out += c == '"' ? std::string("\"\"") : std::string(1, c);
  return out + "\"";
}

}  // namespace

Cell text_cell(std::string text) { return {std::move(text), {}}; }

Cell number_cell(std::string shown, double value) {
  return {std::move(shown), std::isfinite(value) ? fmt::format("{}", value) : std::string("nan")};
}

namespace {

std::string cell_html(const Cell& cell, const Column& column, bool heads_row) {
  const std::string tag = heads_row ? "th" : "td";
  return fmt::format("<{0}{1}{2}{3}>{4}</{0}>", tag, heads_row ? " scope=\"row\"" : "",
                     column.number ? " class=\"n\"" : "",
                     cell.raw.empty() ? "" : fmt::format(" data-v=\"{}\"", escaped(cell.raw)), escaped(cell.shown));
}

}  // namespace

std::string table_html(const Table& table) {
  std::string out = fmt::format(
      "<h3 id=\"{0}\">{1}</h3>\n<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-labelledby=\"{0}\">"
      "<table aria-labelledby=\"{0}\"{2}>\n<thead><tr>",
      table.id, escaped(table.caption), table.sortable ? " class=\"sortable\"" : "");
  for (const Column& column : table.columns) {
    if (!column.shown) continue;
    out += fmt::format("<th scope=\"col\"{}>{}</th>", column.number ? " class=\"n\"" : "", escaped(column.heading));
  }
  out += "</tr></thead>\n<tbody>\n";
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    const std::string row_class = i < table.row_classes.size() ? table.row_classes[i] : std::string();
    out += row_class.empty() ? std::string("<tr>") : fmt::format("<tr class=\"{}\">", row_class);
    for (std::size_t j = 0; j < table.columns.size(); ++j) {
      if (table.columns[j].shown) out += cell_html(table.rows[i][j], table.columns[j], j == 0);
    }
    out += "</tr>\n";
  }
  return out + "</tbody></table></div>\n";
}

std::string table_csv(const Table& table) {
  std::string out;
  for (std::size_t j = 0; j < table.columns.size(); ++j) out += (j > 0 ? "," : "") + table.columns[j].key;
  out += "\n";
  for (const auto& row : table.rows) {
    for (std::size_t j = 0; j < row.size(); ++j) {
      const std::string& raw = raw_of(row[j]);
      if (j > 0) out += ",";
      if (raw != "nan") out += csv_field(raw, table.columns[j].number);
    }
    out += "\n";
  }
  return out;
}

}  // namespace shoal::report
