#include <arrow/array.h>
#include <arrow/builder.h>
#include <arrow/compute/cast.h>
#include <arrow/table.h>
#include <parquet/arrow/writer.h>
#include <parquet/exception.h>
#include <parquet/properties.h>

#include <algorithm>
#include <cmath>
#include <memory>

#include "data/input/arrow_pool.hpp"
#include "data/input/arrow_support.hpp"
#include "data/parquet/column_type.hpp"
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

/// Numbers of which some are missing.
std::shared_ptr<arrow::Array> with_nulls(const std::vector<double>& values, const std::string& where) {
  arrow::DoubleBuilder builder(counted_pool());
  for (const double value : values) {
    check_arrow(std::isnan(value) ? builder.AppendNull() : builder.Append(value), where);
  }
  return arrow_value(builder.Finish(), where);
}

std::shared_ptr<arrow::Array> texts_of(const OutputColumn& column, bool with_gaps, const std::string& where) {
  arrow::StringBuilder builder(counted_pool());
  for (const std::string& text : std::get<std::vector<std::string>>(column.values)) {
    check_arrow(with_gaps && text.empty() ? builder.AppendNull() : builder.Append(text), where);
  }
  return arrow_value(builder.Finish(), where);
}

/// Texts in their type again; as texts where they have none, or one of them is no value of it.
std::shared_ptr<arrow::Array> typed_texts(const OutputColumn& column, const std::string& where) {
  const bool is_text = column.type == nullptr || column.type->arrow->id() == arrow::Type::STRING;
  if (is_text) return texts_of(column, false, where);
  const auto typed = arrow::compute::Cast(*texts_of(column, true, where), column.type->arrow);
  return typed.ok() ? *typed : texts_of(column, false, where);
}

std::shared_ptr<arrow::Array> to_array(const OutputColumn& column, const std::string& where) {
  if (const auto* whole = std::get_if<std::vector<std::int64_t>>(&column.values)) {
    return wrapped<arrow::Int64Type>(*whole);
  }
  if (const auto* numbers = std::get_if<std::vector<double>>(&column.values)) {
    if (std::ranges::any_of(*numbers, [](double x) { return std::isnan(x); })) return with_nulls(*numbers, where);
    return wrapped<arrow::DoubleType>(*numbers);
  }
  return typed_texts(column, where);
}

/// Status of writing the table; parquet's exceptions become one too.
arrow::Status write_to(const ParquetOutput& output, const arrow::Table& table) {
  BEGIN_PARQUET_CATCH_EXCEPTIONS
  // Parquet alone does not know seconds, or texts of more than 2 GB.
  const auto keep_types = parquet::ArrowWriterProperties::Builder().store_schema()->build();
  return parquet::arrow::WriteTable(table, counted_pool(), output.stream(), parquet::DEFAULT_MAX_ROW_GROUP_LENGTH,
                                    parquet_properties(), keep_types);
  END_PARQUET_CATCH_EXCEPTIONS
}

}  // namespace

void write_parquet(OutputFile& file, const std::vector<OutputColumn>& columns) {
  initialize_arrow();
  const std::string where = file.path().string();
  arrow::FieldVector fields;
  arrow::ArrayVector arrays;
  for (const OutputColumn& column : columns) {
    arrays.push_back(to_array(column, where));
    fields.push_back(arrow::field(column.name, arrays.back()->type(), arrays.back()->null_count() > 0));
  }
  const std::int64_t rows = columns.empty() ? 0 : column_rows(columns.front());
  const auto table = arrow::Table::Make(arrow::schema(fields), arrays, rows);
  const ParquetOutput output(file);
  output.check(write_to(output, *table), where);
}

}  // namespace shoal::data
