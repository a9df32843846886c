#include "cli/table.hpp"

#include <algorithm>

#include "cli/terminal.hpp"
#include "shoal/text.hpp"

namespace shoal::cli {

namespace {

std::string cell(const std::string& text, std::size_t width, TextTable::Align align) {
  const std::string blanks(width - display_width(text), ' ');
  return align == TextTable::Align::left ? text + blanks : blanks + text;
}

}  // namespace

std::vector<std::string> TextTable::lines() const {
  std::vector<std::string> head;
  for (const Column& column : columns_) head.push_back(column.head);
  std::vector<std::vector<std::string>> all{head};
  all.insert(all.end(), rows_.begin(), rows_.end());
  for (auto& row : all) {
    for (std::string& text : row) text = printable(text);
  }

  std::vector<std::size_t> widths(columns_.size());
  for (const auto& row : all) {
    for (std::size_t c = 0; c < widths.size(); ++c) widths[c] = std::max(widths[c], display_width(row[c]));
  }

  std::vector<std::string> lines;
  for (const auto& row : all) {
    std::string line;
    for (std::size_t c = 0; c < columns_.size(); ++c) line += "  " + cell(row[c], widths[c], columns_[c].align);
    line.erase(line.find_last_not_of(' ') + 1);
    lines.push_back(std::move(line));
  }
  return lines;
}

}  // namespace shoal::cli
