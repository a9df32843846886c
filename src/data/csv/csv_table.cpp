#include <algorithm>

#include "data/csv/csv_reader.hpp"
#include "data/csv/first_line.hpp"
#include "data/input/encoding.hpp"
#include "data/input/number_like.hpp"
#include "data/input/numbers.hpp"
#include "data/input/row_blocks.hpp"
#include "data/table/table_readers.hpp"
#include "shoal/text.hpp"

namespace shoal::data {
namespace {

class TableCsvPart : public CsvPart {
 public:
  void drop(const std::vector<std::int32_t>&) override {}  // a bad row of a table ends the reading

  std::vector<std::string> text, second_text;
  std::vector<double> numbers;  ///< row-major
};

class TableCsvSink : public CsvSink {
 public:
  TableCsvSink(const ColumnChoice& choice, bool allow_missing)
      : choice_(choice), allow_missing_(allow_missing), blocks_(choice.numbers.size()) {}

  std::unique_ptr<CsvPart> convert(const ParsedRows& rows) const override {
    auto part = std::make_unique<TableCsvPart>();
    take_text(rows, choice_.text, part->text);
    take_text(rows, choice_.second_text, part->second_text);
    const std::size_t d = choice_.numbers.size();
    part->numbers.resize(static_cast<std::size_t>(rows.rows()) * d);
    for (std::size_t j = 0; j < d; ++j) {
      std::size_t row = 0;
      for (const std::string_view text : rows.column(choice_.numbers[j])) {
        std::string complaint;
        if (!table_number(text, allow_missing_, part->numbers[row * d + j], complaint)) {
          part->bad.push_back({static_cast<std::int32_t>(row), choice_.numbers[j], complaint, gap_hint(complaint)});
        }
        ++row;
      }
    }
    return part;
  }

  void append(CsvPart& part) override {
    auto& of_table = static_cast<TableCsvPart&>(part);
    move_behind(of_table.text, text_);
    move_behind(of_table.second_text, second_text_);
    blocks_.add(std::move(of_table.numbers));
  }

  ReadColumns finish(std::int64_t rows, bool utf8) {
    ReadColumns read;
    read.text = std::move(text_);
    read.second_text = std::move(second_text_);
    if (!utf8) {
      for (std::string& text : read.text) text = latin1_to_utf8(text);
      for (std::string& text : read.second_text) text = latin1_to_utf8(text);
    }
    read.numbers = blocks_.join(rows);
    return read;
  }

 private:
  static void take_text(const ParsedRows& rows, std::int32_t column, std::vector<std::string>& into) {
    if (column < 0) return;
    for (const std::string_view text : rows.column(column)) into.emplace_back(text);
  }

  static void move_behind(std::vector<std::string>& from, std::vector<std::string>& all) {
    all.insert(all.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
  }

  const ColumnChoice& choice_;
  bool allow_missing_;
  std::vector<std::string> text_, second_text_;
  RowBlocks blocks_;
};

/// Digits and a sign, or no value.
bool is_whole(std::string_view text) {
  const std::string_view digits = trimmed(text);
  return is_missing(text) || digits.find_first_not_of("0123456789", digits.starts_with('-') ? 1 : 0) == digits.npos;
}

class CsvTable : public TableFile {
 public:
  CsvTable(InputParts input, FirstLine first_line)
      : parts_(std::move(input), [](const std::vector<std::string>&) { return true; }) {
    name_ = parts_.name();
    columns_ = kinds();
    std::vector<bool> numeric;
    for (const ColumnKind& column : columns_) numeric.push_back(column.numeric);
    if (first_line != FirstLine::names && may_be_data(parts_.columns(), numeric)) {
      if (first_line == FirstLine::ask) {
        throw_first_line(parts_.columns(), name_ + ", line " + grouped(parts_.first().header_line()));
      }
      parts_.take_header_as_data();
      columns_ = kinds();
    }
    for (std::int32_t column = 0; column < std::ssize(columns_); ++column) parts_.require(column);
  }

  ReadColumns read(ThreadPool& threads, const ColumnChoice& choice, bool allow_missing) override {
    TableCsvSink sink(choice, allow_missing);
    BadRowLog log = BadRowLog::strict(name_);
    const CsvTotals totals = read_csv(threads, parts_, sink, log);
    ReadColumns read = sink.finish(totals.rows, totals.utf8);
    read.input = parts_.info(totals.part_rows, threads);
    return read;
  }

 private:
  /// A column is numeric when most of its values in the first rows are numbers: one mistyped number must become an
  /// error, not a column that is quietly left out.
  std::vector<ColumnKind> kinds() {
    const auto d = static_cast<std::int32_t>(parts_.columns().size());
    const ParsedRows rows = parts_.sample();
    std::vector<ColumnKind> kinds;
    for (std::int32_t column = 0; column < d; ++column) {
      kinds.push_back(kind_of(rows.column(column)));
      kinds.back().name = parts_.columns()[static_cast<std::size_t>(column)];
    }
    return kinds;
  }

  static ColumnKind kind_of(const std::vector<std::string_view>& texts) {
    std::int64_t numbers = 0, alike = 0, others = 0;
    std::string_view example;
    for (const std::string_view text : texts) {
      if (is_missing(text)) continue;
      const bool number = parse_number(text).has_value();
      const bool like = !number && is_number_like(text);
      ++(number ? numbers : like ? alike : others);
      if (like && alike == 1) example = text;
    }
    ColumnKind kind;
    kind.numeric = numbers > alike + others;
    kind.whole = kind.numeric && std::ranges::all_of(texts, is_whole);
    kind.doubtful = !kind.numeric && alike > 0 && numbers + alike > others;
    if (kind.doubtful) kind.type = "text: \"" + shown(example, 20) + "\"";
    if (numbers + alike + others == 0) kind.type = "empty";
    return kind;
  }

  CsvParts parts_;
};

}  // namespace

std::unique_ptr<TableFile> open_csv_table(InputParts input, FirstLine first_line) {
  return std::make_unique<CsvTable>(std::move(input), first_line);
}

}  // namespace shoal::data
