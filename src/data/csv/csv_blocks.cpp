#include "data/csv/csv_blocks.hpp"

#include <algorithm>
#include <utility>

#include "data/csv/csv_parser.hpp"
#include "data/input/encoding.hpp"
#include "shoal/error.hpp"
#include "shoal/text.hpp"

namespace shoal::data {
namespace {

/// Large enough to hide the hand-over between threads, small enough to stay in a core's second-level cache.
constexpr std::size_t k_block = std::size_t{1} << 20;

void refuse_other_kinds(std::string_view text, const std::string& name) {
  if (text.empty()) throw Error(ErrorCode::data, "is empty", "give a file with a line of column names and data", name);
  if (text.starts_with("\xff\xfe") || text.starts_with("\xfe\xff")) {
    throw Error(ErrorCode::data, "is UTF-16; UTF-8 or ISO-8859-1 is expected",
                "convert it: iconv -f UTF-16 -t UTF-8 " + name + " > utf8.csv", name);
  }
  if (text.starts_with("PAR1")) {
    throw Error(ErrorCode::data, "is a Parquet file, not CSV", "give it a name that ends in .parquet", name);
  }
  if (text.starts_with("PK\x03\x04")) {
    throw Error(ErrorCode::data, "is a zip file or an Excel workbook, not CSV", "unpack it, or save it as CSV", name);
  }
}

}  // namespace

CsvBlocks::CsvBlocks(InputBytes& input) : input_(input) {
  fill(pending_);
  refuse_other_kinds(pending_, input_.name());
  if (pending_.starts_with("\xef\xbb\xbf")) pending_.erase(0, 3);
  const bool has_cr = pending_.find('\r') != std::string::npos, has_lf = pending_.find('\n') != std::string::npos;
  if (has_cr && !has_lf) format_.line_end = '\r';
  end_last_row(pending_);
  read_header();
}

void CsvBlocks::fill(std::string& text) {
  const std::size_t have = text.size();
  text.resize(have + k_block);
  const std::size_t got = input_.read(text.data() + have, k_block);
  text.resize(have + got);
  ended_ = got < k_block;
}

void CsvBlocks::end_last_row(std::string& text) const {
  if (ended_ && !text.empty() && text.back() != format_.line_end) text += format_.line_end;
}

CompleteRows CsvBlocks::fill_to_a_row(std::string& text) {
  CompleteRows rows = complete_rows(text, format_);
  while (rows.bytes == 0 && !ended_) {
    if (text.size() > k_longest_row) throw_too_long(rows, false);
    fill(text);
    end_last_row(text);
    rows = complete_rows(text, format_);
  }
  return rows;
}

void CsvBlocks::read_header() {
  const std::size_t begin = pending_.find_first_not_of("\r\n");
  if (begin == std::string::npos) throw Error(ErrorCode::data, "holds nothing but empty lines", {}, input_.name());
  line_ += std::count(pending_.begin(), pending_.begin() + static_cast<std::ptrdiff_t>(begin), format_.line_end);
  pending_.erase(0, begin);
  format_.delimiter = find_delimiter(std::string_view(pending_).substr(0, pending_.find(format_.line_end)));
  const CompleteRows rows = fill_to_a_row(pending_);
  if (rows.bytes == 0) throw_too_long(rows, true);
  const RowText header = rows_at(std::string_view(pending_).substr(0, rows.bytes), format_, {0}).front();
  if (header.text.find('\0') != std::string_view::npos) {
    throw Error(ErrorCode::data, "holds NUL bytes: it is not CSV text", "give a CSV or Parquet file", input_.name());
  }
  columns_ = parse_fields(header.text, format_);
  for (std::string& name : columns_) {
    if (!is_utf8(name)) name = latin1_to_utf8(name);
  }
  std::size_t end = static_cast<std::size_t>(header.text.data() - pending_.data()) + header.text.size();
  end += std::string_view(pending_).substr(end).starts_with("\r\n") ? 2 : 1;
  header_ = pending_.substr(0, end);
  header_line_ = line_;
  pending_.erase(0, end);
  // The header may hold line breaks in quotes.
  line_ += std::count(header_.begin(), header_.end(), format_.line_end);
}

void CsvBlocks::take_header_as_data() {
  for (std::size_t i = 0; i < columns_.size(); ++i) columns_[i] = "x" + std::to_string(i);
  pending_.insert(0, header_);
  line_ = header_line_;
}

std::string_view CsvBlocks::sample() {
  constexpr std::size_t k_sample = std::size_t{1} << 16;
  const std::size_t all = fill_to_a_row(pending_).bytes;
  const std::string_view text = pending_;
  const std::size_t bytes = complete_rows(text.substr(0, k_sample), format_).bytes;
  return text.substr(0, bytes > 0 ? bytes : all);
}

bool CsvBlocks::next(CsvBlock& block) {
  std::string text = std::exchange(pending_, {});
  const CompleteRows rows = fill_to_a_row(text);
  if (ended_ && rows.bytes < text.size()) {
    line_ += rows.line_breaks;
    throw_too_long(complete_rows(std::string_view(text).substr(rows.bytes), format_), true);
  }
  if (rows.bytes == 0) return false;
  pending_.assign(text, rows.bytes);
  text.resize(rows.bytes);
  block.line = line_;
  block.text = std::move(text);
  line_ += rows.line_breaks;
  return true;
}

void CsvBlocks::throw_too_long(const CompleteRows& rows, bool at_end) const {
  const std::string limit = grouped(static_cast<std::int64_t>(k_longest_row >> 20)) + " MB";
  if (rows.open_quote) {
    throw Error(ErrorCode::data,
                "a quote opens here and is not closed " + (at_end ? "before the end of the file" : "within " + limit),
                "close the quote, or double it (\"\") where it is part of the text",
                input_.name() + ", line " + grouped(line_ + rows.quote_line));
  }
  throw Error(ErrorCode::data, "the line is longer than " + limit, "check that this is a CSV file with line breaks",
              input_.name() + ", line " + grouped(line_));
}

}  // namespace shoal::data
