#include <arrow/array.h>
#include <arrow/builder.h>
#include <arrow/table.h>
#include <parquet/arrow/writer.h>
#include <parquet/exception.h>

#include <memory>

#include "data/input/arrow_support.hpp"
#include "data/parquet/parquet_output.hpp"
#include "data/table/table_writers.hpp"
#include "shoal/files.hpp"

namespace shoal::data {
namespace {

/// An Arrow array over numbers that stay where they are.
template <class ArrowType, class Value>
std::shared_ptr<arrow::Array> wrapped(const std::vector<Value>& values) {
  return std::make_shared<arrow::NumericArray<ArrowType>>(static_cast<std::int64_t>(values.size()),
                                                          arrow::Buffer::Wrap(values));
}

std::shared_ptr<arrow::Array> to_array(const OutputColumn& column, const std::string& where) {
  if (const auto* whole = std::get_if<std::vector<std::int64_t>>(&column.values)) {
    return wrapped<arrow::Int64Type>(*whole);
  }
  if (const auto* numbers = std::get_if<std::vector<double>>(&column.values)) {
    return wrapped<arrow::DoubleType>(*numbers);
  }
  arrow::StringBuilder builder;
  check_arrow(builder.AppendValues(std::get<std::vector<std::string>>(column.values)), where);
  return arrow_value(builder.Finish(), where);
}

/// Status of writing the table; parquet's exceptions become one too.
arrow::Status write_to(const ParquetOutput& output, const arrow::Table& table) {
  BEGIN_PARQUET_CATCH_EXCEPTIONS
  return parquet::arrow::WriteTable(table, arrow::default_memory_pool(), output.stream(),
                                    parquet::DEFAULT_MAX_ROW_GROUP_LENGTH, parquet_properties());
  END_PARQUET_CATCH_EXCEPTIONS
}

}  // namespace

void write_parquet(const std::filesystem::path& path, const std::vector<OutputColumn>& columns) {
  initialize_arrow();
  const std::string where = path.string();
  arrow::FieldVector fields;
  arrow::ArrayVector arrays;
  for (const OutputColumn& column : columns) {
    arrays.push_back(to_array(column, where));
    fields.push_back(arrow::field(column.name, arrays.back()->type(), false));
  }
  const std::int64_t rows = columns.empty() ? 0 : column_rows(columns.front());
  const auto table = arrow::Table::Make(arrow::schema(fields), arrays, rows);
  OutputFile file(path);
  const ParquetOutput output(file);
  output.check(write_to(output, *table), where);
  file.commit();
}

}  // namespace shoal::data
