// Where Arrow's Parquet writers write to.
#pragma once

#include <memory>
#include <string>

#include "shoal/files.hpp"

namespace arrow {
class Status;
namespace io {
class OutputStream;
}
}  // namespace arrow
namespace parquet {
class WriterProperties;
}

namespace shoal::data {

/// Lets Arrow write through an OutputFile, which must outlive it.
class ParquetOutput {
 public:
  explicit ParquetOutput(OutputFile& file);
  std::shared_ptr<arrow::io::OutputStream> stream() const;
  /// Throws what the OutputFile threw while Arrow wrote, else an Error for a status that is not fine.
  void check(const arrow::Status& status, const std::string& where) const;

 private:
  class Stream;
  std::shared_ptr<Stream> stream_;
};

std::shared_ptr<parquet::WriterProperties> parquet_properties();

}  // namespace shoal::data
