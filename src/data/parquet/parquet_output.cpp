#include "data/parquet/parquet_output.hpp"

#include <arrow/io/interfaces.h>
#include <arrow/result.h>
#include <parquet/properties.h>

#include <exception>

#include "data/input/arrow_support.hpp"

namespace shoal::data {

/// An exception must not cross Arrow's own frames: it waits in `failure`.
class ParquetOutput::Stream : public arrow::io::OutputStream {
 public:
  explicit Stream(OutputFile& file) : file_(file) {}

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

ParquetOutput::ParquetOutput(OutputFile& file) : stream_(std::make_shared<Stream>(file)) {}

std::shared_ptr<arrow::io::OutputStream> ParquetOutput::stream() const { return stream_; }

void ParquetOutput::check(const arrow::Status& status, const std::string& where) const {
  if (stream_->failure) std::rethrow_exception(stream_->failure);
  check_arrow(status, where);
}

std::shared_ptr<parquet::WriterProperties> parquet_properties() {
  return parquet::WriterProperties::Builder().compression(arrow::Compression::SNAPPY)->build();
}

}  // namespace shoal::data
