#include "data/parquet_sink.hpp"

#include "data/arrow_support.hpp"

namespace shoal::data {

arrow::Status FileSink::Write(const void* data, std::int64_t bytes) {
  try {
    file_.write({static_cast<const char*>(data), static_cast<std::size_t>(bytes)});
  } catch (...) {
    failure_ = std::current_exception();
    return arrow::Status::IOError("cannot write");
  }
  position_ += bytes;
  return arrow::Status::OK();
}

arrow::Status FileSink::Close() {
  closed_ = true;
  return arrow::Status::OK();
}

void FileSink::check(const arrow::Status& status, const std::string& where) const {
  if (failure_) std::rethrow_exception(failure_);
  check_arrow(status, where);
}

std::shared_ptr<parquet::WriterProperties> parquet_properties() {
  return parquet::WriterProperties::Builder().compression(arrow::Compression::SNAPPY)->build();
}

}  // namespace shoal::data
