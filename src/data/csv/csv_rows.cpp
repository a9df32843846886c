#include "data/csv/csv_rows.hpp"

#include <algorithm>
#include <array>
#include <cstring>

namespace shoal::data {
namespace {

constexpr std::size_t k_none = std::string_view::npos;

bool is_line_end(char c) { return c == '\n' || c == '\r'; }

/// The next quote at or after `from` that opens a quoted field.
std::size_t opening_quote(std::string_view text, std::size_t from, char delimiter) {
  for (std::size_t at = text.find('"', from); at != k_none; at = text.find('"', at + 1)) {
    if (at == 0 || text[at - 1] == delimiter || is_line_end(text[at - 1])) return at;
  }
  return k_none;
}

/// One past the quote that closes the field opened at `open`; k_none when nothing does.
std::size_t after_closing_quote(std::string_view text, std::size_t open) {
  std::size_t at = text.find('"', open + 1);
  while (at != k_none) {
    if (at + 1 == text.size() || text[at + 1] != '"') return at + 1;
    at = text.find('"', at + 2);
  }
  return k_none;
}

std::int64_t count_of(std::string_view text, char c) { return std::count(text.begin(), text.end(), c); }

/// The end of the row that begins at `begin`, before its line end.
std::size_t row_end(std::string_view text, std::size_t begin, char delimiter) {
  bool field_start = true;
  for (std::size_t at = begin; at < text.size(); ++at) {
    const char c = text[at];
    if (c == '"' && field_start) {
      at = after_closing_quote(text, at);
      if (at == k_none) return text.size();
      --at;
      field_start = false;
    } else if (is_line_end(c)) {
      return at;
    } else {
      field_start = c == delimiter;
    }
  }
  return text.size();
}

}  // namespace

CompleteRows complete_rows(std::string_view text, const CsvFormat& format) {
  CompleteRows rows;
  std::size_t plain = 0;  // where the unquoted stretch begins
  while (true) {
    const std::size_t open = opening_quote(text, plain, format.delimiter);
    const std::string_view stretch = text.substr(plain, open == k_none ? k_none : open - plain);
    if (const std::size_t last = stretch.rfind(format.line_end); last != k_none) rows.bytes = plain + last + 1;
    if (open == k_none) break;
    const std::size_t close = after_closing_quote(text, open);
    if (close == k_none) {
      rows.open_quote = true;
      rows.quote_line = count_of(text.substr(0, open), format.line_end);
      break;
    }
    plain = close;
  }
  rows.line_breaks = count_of(text.substr(0, rows.bytes), format.line_end);
  return rows;
}

std::vector<RowText> rows_at(std::string_view text, const CsvFormat& format, const std::vector<std::int64_t>& numbers) {
  std::vector<RowText> found;
  std::int64_t row = 0, line = 0;
  for (std::size_t at = 0; at < text.size() && found.size() < numbers.size();) {
    const std::size_t end = row_end(text, at, format.delimiter);
    const std::string_view content = text.substr(at, end - at);
    if (!content.empty() && row++ == numbers[found.size()]) found.push_back({line, content});
    line += count_of(content, format.line_end);
    if (end < text.size()) line += 1;
    at = end + (text.substr(end, 2) == "\r\n" ? 2 : 1);
  }
  return found;
}

char find_delimiter(std::string_view header) {
  static constexpr std::array<char, 4> k_candidates = {',', ';', '\t', '|'};
  std::array<int, 4> counts{};
  bool quoted = false;
  for (const char c : header) {
    if (c == '"') quoted = !quoted;
    for (std::size_t i = 0; i < counts.size() && !quoted; ++i) counts[i] += c == k_candidates[i] ? 1 : 0;
  }
  return k_candidates[static_cast<std::size_t>(std::max_element(counts.begin(), counts.end()) - counts.begin())];
}

}  // namespace shoal::data
