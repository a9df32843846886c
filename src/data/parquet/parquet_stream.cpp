#include "data/parquet/parquet_stream.hpp"

#include <arrow/builder.h>
#include <arrow/record_batch.h>
#include <arrow/table_builder.h>
#include <parquet/arrow/writer.h>
#include <parquet/exception.h>

#include "data/input/arrow_pool.hpp"
#include "data/input/arrow_support.hpp"
#include "data/parquet/parquet_output.hpp"

namespace shoal::data {
namespace {

constexpr std::int64_t k_group_rows = 262144;

std::shared_ptr<arrow::DataType> type_of(ParquetStream::Kind kind) {
  switch (kind) {
    case ParquetStream::Kind::text:
      return arrow::utf8();
    case ParquetStream::Kind::whole:
      return arrow::int64();
    case ParquetStream::Kind::number:
      return arrow::float64();
    case ParquetStream::Kind::time:
      break;
  }
  return arrow::timestamp(arrow::TimeUnit::SECOND);
}

}  // namespace

struct ParquetStream::State {
  State(const std::filesystem::path& path, const std::vector<Column>& columns, const Cancellation* cancellation)
      : where(path.string()), file(path, cancellation), output(file) {
    arrow::FieldVector fields;
    for (const Column& column : columns) fields.push_back(arrow::field(column.name, type_of(column.kind)));
    rows = arrow_value(arrow::RecordBatchBuilder::Make(arrow::schema(fields), counted_pool()), where);
    output.check(open(), where);
  }

  /// parquet throws in some places and returns a status in others.
  arrow::Status open() {
    BEGIN_PARQUET_CATCH_EXCEPTIONS
    return parquet::arrow::FileWriter::Open(*rows->schema(), counted_pool(), output.stream(), parquet_properties())
        .Value(&writer);
    END_PARQUET_CATCH_EXCEPTIONS
  }
  arrow::Status write_group() {
    BEGIN_PARQUET_CATCH_EXCEPTIONS
    ARROW_ASSIGN_OR_RAISE(const auto batch, rows->Flush());
    ARROW_RETURN_NOT_OK(writer->NewBufferedRowGroup());
    return writer->WriteRecordBatch(*batch);
    END_PARQUET_CATCH_EXCEPTIONS
  }
  arrow::Status close() {
    BEGIN_PARQUET_CATCH_EXCEPTIONS
    return writer->Close();
    END_PARQUET_CATCH_EXCEPTIONS
  }
  template <class Builder>
  Builder& cells(std::size_t column) {
    return *rows->GetFieldAs<Builder>(static_cast<int>(column));
  }

  std::string where;
  OutputFile file;
  ParquetOutput output;
  std::unique_ptr<arrow::RecordBatchBuilder> rows;
  std::unique_ptr<parquet::arrow::FileWriter> writer;
  std::int64_t waiting = 0;  ///< rows
};

ParquetStream::ParquetStream(const std::filesystem::path& path, const std::vector<Column>& columns,
                             const Cancellation* cancellation) {
  initialize_arrow();
  state_ = std::make_unique<State>(path, columns, cancellation);
}

ParquetStream::~ParquetStream() = default;

void ParquetStream::text(std::size_t column, std::string_view value) {
  check_arrow(state_->cells<arrow::StringBuilder>(column).Append(value), state_->where);
}

void ParquetStream::whole(std::size_t column, std::int64_t value) {
  check_arrow(state_->cells<arrow::Int64Builder>(column).Append(value), state_->where);
}

void ParquetStream::number(std::size_t column, double value) {
  check_arrow(state_->cells<arrow::DoubleBuilder>(column).Append(value), state_->where);
}

void ParquetStream::time(std::size_t column, std::int64_t value) {
  check_arrow(state_->cells<arrow::TimestampBuilder>(column).Append(value), state_->where);
}

void ParquetStream::missing(std::size_t column) {
  check_arrow(state_->cells<arrow::ArrayBuilder>(column).AppendNull(), state_->where);
}

void ParquetStream::end_row() {
  if (++state_->waiting < k_group_rows) return;
  state_->output.check(state_->write_group(), state_->where);
  state_->waiting = 0;
}

void ParquetStream::commit() {
  if (state_->waiting > 0) state_->output.check(state_->write_group(), state_->where);
  state_->output.check(state_->close(), state_->where);
  state_->file.commit();
}

}  // namespace shoal::data
