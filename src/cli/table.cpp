#include "cli/table.hpp"

#include <algorithm>
#include <numeric>

#include "shoal/text.hpp"

namespace shoal::cli {

namespace {

using Cells = std::vector<std::string>;

std::string padded(const std::string& text, std::size_t width, TextTable::Align align) {
  const std::string blanks(width - std::min(width, display_width(text)), ' ');
  return align == TextTable::Align::left ? text + blanks : blanks + text;
}

std::size_t longest_word(const std::string& text) {
  std::size_t longest = 0;
  for (const std::string& word : split_list(text, ' ')) longest = std::max(longest, display_width(word));
  return longest;
}

}  // namespace

/// Which columns are shown, and how wide.
struct TextTable::Fit {
  std::vector<std::size_t> widths;  ///< 0: left out
  std::vector<std::string> left_out;

  std::size_t total() const {
    return std::accumulate(widths.begin(), widths.end(), std::size_t{0},
                           [](std::size_t sum, std::size_t w) { return w == 0 ? sum : sum + w + 2; });
  }
};

TextTable::Fit TextTable::fit(std::size_t width) const {
  Fit fit;
  std::vector<std::size_t> least;  // of its words
  for (const Column& column : columns_) {
    fit.widths.push_back(std::max<std::size_t>(1, display_width(column.head)));
    least.push_back(fit.widths.back());
  }
  for (const Cells& row : rows_) {
    for (std::size_t c = 0; c < columns_.size(); ++c) {
      const std::string text = printable(row[c]);
      fit.widths[c] = std::max(fit.widths[c], display_width(text));
      least[c] = std::max(least[c], longest_word(text));
    }
  }
  const auto narrow_texts = [&] {
    for (std::size_t c = 0; c < columns_.size() && fit.total() > width; ++c) {
      if (columns_[c].align == Align::right || fit.widths[c] == 0) continue;
      fit.widths[c] = std::max(least[c], fit.widths[c] - std::min(fit.widths[c], fit.total() - width));
    }
  };
  const std::vector<std::size_t> whole = fit.widths;
  narrow_texts();
  for (std::size_t c = columns_.size(); c-- > 0 && fit.total() > width;) {
    if (columns_[c].keep == Keep::always) continue;
    fit.left_out.insert(fit.left_out.begin(), columns_[c].head);
    // The room that a column leaves is first for the texts.
    std::vector<std::size_t> again = whole;
    for (std::size_t other = 0; other < again.size(); ++other) {
      if (fit.widths[other] == 0 || other == c) again[other] = 0;
    }
    fit.widths = again;
    narrow_texts();
  }
  return fit;
}

std::vector<std::string> TextTable::lines(std::size_t width) const {
  const Fit fit = this->fit(width);
  std::vector<std::string> lines;
  const auto add = [&](const Cells& cells) {
    std::vector<Cells> parts;  // of each column, the lines of its cell
    std::size_t height = 1;
    for (std::size_t c = 0; c < columns_.size(); ++c) {
      const std::string text = printable(cells[c]);
      parts.push_back(display_width(text) > fit.widths[c] ? split_list(wrapped(text, fit.widths[c], 0), '\n')
                                                          : Cells{text});
      if (fit.widths[c] > 0) height = std::max(height, parts.back().size());
    }
    for (std::size_t part = 0; part < height; ++part) {
      std::string line;
      for (std::size_t c = 0; c < columns_.size(); ++c) {
        if (fit.widths[c] == 0) continue;
        line += "  " + padded(part < parts[c].size() ? parts[c][part] : "", fit.widths[c], columns_[c].align);
      }
      line.erase(line.find_last_not_of(' ') + 1);
      lines.push_back(std::move(line));
    }
  };
  Cells head;
  for (const Column& column : columns_) head.push_back(column.head);
  add(head);
  for (const Cells& row : rows_) add(row);
  if (!fit.left_out.empty()) {
    const std::string note = "for want of width without " + join(fit.left_out, ", ");
    for (const std::string& line : split_list(wrapped(note, width - 2, 0), '\n')) lines.push_back("  " + line);
  }
  return lines;
}

}  // namespace shoal::cli
