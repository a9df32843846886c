#include <arrow/array.h>
#include <arrow/record_batch.h>
#include <arrow/type.h>
#include <arrow/type_traits.h>

#include <cmath>

#include "data/input/bad_rows.hpp"
#include "data/input/encoding.hpp"
#include "data/input/numbers.hpp"
#include "data/input/row_blocks.hpp"
#include "data/parquet/arrow_fields.hpp"
#include "data/parquet/column_type.hpp"
#include "data/parquet/parquet_parts.hpp"
#include "data/table/table_readers.hpp"

namespace shoal::data {
namespace {

struct TableParquetPart : ParquetPart {
  std::vector<double> numbers;  ///< row-major
  std::vector<std::string> text, second_text;
};

class TableParquetSink : public ParquetSink {
 public:
  TableParquetSink(const ColumnChoice& choice, bool allow_missing, ReadColumns& read)
      : d_(choice.numbers.size()),
        with_text_(choice.text >= 0),
        with_second_text_(choice.second_text >= 0),
        allow_missing_(allow_missing),
        read_(read),
        blocks_(d_) {}

  std::unique_ptr<ParquetPart> convert(const ParquetBatch& batch) const override {
    auto part = std::make_unique<TableParquetPart>();
    part->numbers.resize(static_cast<std::size_t>(batch.batch.num_rows()) * d_);
    for (std::size_t j = 0; j < d_; ++j) take_numbers(batch, j, part->numbers);
    if (with_text_) take_text(batch, d_, part->text);
    if (with_second_text_) take_text(batch, d_ + (with_text_ ? 1 : 0), part->second_text);
    return part;
  }

  void append(ParquetPart& part) override {
    auto& of_table = static_cast<TableParquetPart&>(part);
    blocks_.add(std::move(of_table.numbers));
    move_behind(of_table.text, read_.text);
    move_behind(of_table.second_text, read_.second_text);
  }

  void finish() { read_.numbers = blocks_.join(read_.input.rows); }

 private:
  static void take_text(const ParquetBatch& batch, std::size_t column, std::vector<std::string>& into) {
    const ArrayTexts texts = array_texts(batch.batch.column(static_cast<int>(column)), batch.file);
    into.assign(texts.views.begin(), texts.views.end());
  }

  static void move_behind(std::vector<std::string>& from, std::vector<std::string>& all) {
    all.insert(all.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
  }

  /// Writes column j of a row-major block of d columns.
  void take_numbers(const ParquetBatch& batch, std::size_t j, std::vector<double>& block) const {
    const auto column = static_cast<int>(j);
    const std::string& name = batch.batch.schema()->field(column)->name();
    const auto refuse = [&](std::int64_t row, const std::string& reason) {
      throw bad_row_error(batch.file, {"row", batch.first_row + row, name, reason, gap_hint(reason), {}, {}}, false);
    };
    const auto not_a_number = [&](std::int64_t row, std::string_view text) {
      refuse(row, "\"" + shown(text, 60) + "\" is not a number");
    };
    const std::vector<double> values =
        array_numbers(batch.batch.column(column), batch.file + ", column " + name, parse_number, not_a_number);
    for (std::size_t i = 0; i < values.size(); ++i) {
      const auto row = static_cast<std::int64_t>(i);
      if (std::isnan(values[i]) && !allow_missing_) refuse(row, "the value is missing, a number is needed");
      if (std::isinf(values[i])) refuse(row, "the value is infinite, a finite number is needed");
      block[i * d_ + j] = values[i];
    }
  }

  const std::size_t d_;
  const bool with_text_, with_second_text_, allow_missing_;
  ReadColumns& read_;
  RowBlocks blocks_;
};

bool holds_numbers(const arrow::DataType& type) {
  return arrow::is_integer(type.id()) || arrow::is_floating(type.id()) || arrow::is_decimal(type.id());
}

/// What a column of no numbers is, in a word.
std::string kind_of(const arrow::DataType& type) {
  if (arrow::is_base_binary_like(type.id())) return "text";
  if (type.id() == arrow::Type::BOOL) return "true or false";
  if (type.id() == arrow::Type::TIMESTAMP || arrow::is_date(type.id())) return "dates";
  return "of the type " + type.ToString();
}

class ParquetTable : public TableFile {
 public:
  explicit ParquetTable(InputParts input) : parts_(std::move(input)) {
    name_ = parts_.name();
    for (std::size_t i = 0; i < parts_.columns().size(); ++i) {
      const auto& type = parts_.type(static_cast<std::int32_t>(i));
      columns_.push_back({parts_.columns()[i], holds_numbers(*type->arrow), kind_of(*type->arrow), false, type,
                          arrow::is_integer(type->arrow->id())});
    }
  }

  ReadColumns read(ThreadPool& threads, const ColumnChoice& choice, bool allow_missing) override {
    std::vector<std::int32_t> columns = choice.numbers;
    if (choice.text >= 0) columns.push_back(choice.text);
    if (choice.second_text >= 0) columns.push_back(choice.second_text);
    ReadColumns read;
    TableParquetSink sink(choice, allow_missing, read);
    read.input = parts_.read(threads, columns, sink);
    sink.finish();
    return read;
  }

 private:
  ParquetParts parts_;
};

}  // namespace

std::unique_ptr<TableFile> open_parquet_table(InputParts input) {
  return std::make_unique<ParquetTable>(std::move(input));
}

}  // namespace shoal::data
