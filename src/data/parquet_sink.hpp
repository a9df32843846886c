// Where Arrow's Parquet writers write to.
#pragma once

#include <arrow/io/interfaces.h>
#include <arrow/result.h>
#include <parquet/properties.h>

#include <exception>

#include "shoal/files.hpp"

namespace shoal::data {

/// Lets Arrow write through an OutputFile. An exception must not cross Arrow's own frames: it waits in `failure`.
class FileSink : public arrow::io::OutputStream {
 public:
  explicit FileSink(OutputFile& file) : file_(file) {}

  arrow::Status Write(const void* data, std::int64_t bytes) override;
  arrow::Status Close() override;
  arrow::Result<std::int64_t> Tell() const override { return position_; }
  bool closed() const override { return closed_; }
  /// Throws what waits, else an Error for a status that is not fine.
  void check(const arrow::Status& status, const std::string& where) const;

 private:
  OutputFile& file_;
  std::int64_t position_ = 0;
  bool closed_ = false;
  std::exception_ptr failure_;
};

std::shared_ptr<parquet::WriterProperties> parquet_properties();

}  // namespace shoal::data
