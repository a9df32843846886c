#include <arrow/array.h>
#include <arrow/builder.h>
#include <arrow/io/interfaces.h>
#include <arrow/table.h>
#include <parquet/arrow/writer.h>
#include <parquet/exception.h>

#include <exception>
#include <memory>

#include "data/arrow_support.hpp"
#include "data/table_writers.hpp"
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

/// Lets Arrow write through an OutputFile. An exception must not cross Arrow's own frames: it waits in `failure`.
class Sink : public arrow::io::OutputStream {
 public:
  explicit Sink(OutputFile& file) : file_(file) {}

  arrow::Status Write(const void* data, std::int64_t bytes) override {
    try {
      file_.write({static_cast<const char*>(data), static_cast<std::size_t>(bytes)});
    } catch (...) {
      failure = std::current_exception();
      return arrow::Status::IOError("cannot write");
    }
    position_ += bytes;
    return arrow::Status::OK();
  }
  arrow::Status Close() override {
    closed_ = true;
    return arrow::Status::OK();
  }
  arrow::Result<std::int64_t> Tell() const override { return position_; }
  bool closed() const override { return closed_; }

  std::exception_ptr failure;

 private:
  OutputFile& file_;
  std::int64_t position_ = 0;
  bool closed_ = false;
};

/// Status of writing the table; parquet's exceptions become one too.
arrow::Status write_to(const std::shared_ptr<Sink>& sink, const arrow::Table& table) {
  const auto properties = parquet::WriterProperties::Builder().compression(arrow::Compression::SNAPPY)->build();
  BEGIN_PARQUET_CATCH_EXCEPTIONS
  return parquet::arrow::WriteTable(table, arrow::default_memory_pool(), sink, parquet::DEFAULT_MAX_ROW_GROUP_LENGTH,
                                    properties);
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
  const auto sink = std::make_shared<Sink>(file);
  const arrow::Status status = write_to(sink, *table);
  if (sink->failure) std::rethrow_exception(sink->failure);
  check_arrow(status, where);
  file.commit();
}

}  // namespace shoal::data
