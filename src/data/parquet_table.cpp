#include <arrow/array.h>
#include <arrow/record_batch.h>

#include <cmath>

#include "data/arrow_fields.hpp"
#include "data/bad_rows.hpp"
#include "data/encoding.hpp"
#include "data/parquet_parts.hpp"
#include "data/row_blocks.hpp"
#include "data/table_readers.hpp"

namespace shoal::data {
namespace {

class ParquetTable : public TableFile {
 public:
  explicit ParquetTable(const std::filesystem::path& path) : parts_(path) {
    name_ = parts_.name();
    for (std::size_t i = 0; i < parts_.columns().size(); ++i) {
      columns_.push_back({parts_.columns()[i], parts_.is_numeric(static_cast<std::int32_t>(i))});
    }
  }

  ReadColumns read(ThreadPool& threads, const ColumnChoice& choice, bool allow_missing) override {
    std::vector<std::int32_t> columns = choice.numbers;
    if (choice.text >= 0) columns.push_back(choice.text);
    ReadColumns read;
    RowBlocks blocks(choice.numbers.size());
    const auto take = [&](const ParquetBatch& batch) {
      std::vector<double> block(static_cast<std::size_t>(batch.batch.num_rows()) * choice.numbers.size());
      for (std::size_t j = 0; j < choice.numbers.size(); ++j) {
        take_numbers(batch, j, allow_missing, choice.numbers.size(), block);
      }
      blocks.add(std::move(block));
      if (choice.text < 0) return;
      const ArrayTexts texts = array_texts(batch.batch.column(batch.batch.num_columns() - 1), batch.file);
      read.text.insert(read.text.end(), texts.views.begin(), texts.views.end());
    };
    read.input = parts_.read(threads, columns, take);
    read.numbers = blocks.join(read.input.rows);
    return read;
  }

 private:
  /// Writes column j of a row-major block of d columns.
  static void take_numbers(const ParquetBatch& batch, std::size_t j, bool allow_missing, std::size_t d,
                           std::vector<double>& block) {
    const auto column = static_cast<int>(j);
    const std::string& name = batch.batch.schema()->field(column)->name();
    const auto refuse = [&](std::int64_t row, const std::string& reason) {
      throw bad_row_error(batch.file, {"row", batch.first_row + row, name, reason, {}, {}, {}}, false);
    };
    const auto not_a_number = [&](std::int64_t row, std::string_view text) {
      refuse(row, "\"" + shown(text, 60) + "\" is not a number");
    };
    const std::vector<double> values =
        array_numbers(batch.batch.column(column), batch.file + ", column " + name, not_a_number);
    for (std::size_t i = 0; i < values.size(); ++i) {
      const auto row = static_cast<std::int64_t>(i);
      if (std::isnan(values[i]) && !allow_missing) refuse(row, "the value is missing, a number is needed");
      if (std::isinf(values[i])) refuse(row, "the value is infinite, a finite number is needed");
      block[i * d + j] = values[i];
    }
  }

  ParquetParts parts_;
};

}  // namespace

std::unique_ptr<TableFile> open_parquet_table(const std::filesystem::path& path) {
  return std::make_unique<ParquetTable>(path);
}

}  // namespace shoal::data
