// A Parquet table of one or several files, read batch by batch.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "shoal/table.hpp"
#include "shoal/threads.hpp"

namespace arrow {
class Array;
class RecordBatch;
}  // namespace arrow

namespace shoal::data {

/// Some rows of one part.
struct ParquetBatch {
  const std::string& file;          ///< the part's path
  std::int64_t first_row;           ///< of the batch in the part, from 1
  const arrow::RecordBatch& batch;  ///< the columns asked for, in that order
};

class ParquetParts {
 public:
  /// Error{data} for a missing or damaged file and for a folder without parts.
  explicit ParquetParts(const std::filesystem::path& path);
  ~ParquetParts();

  const std::string& name() const { return name_; }
  /// Of the first part; other parts must have the same columns, in any order.
  const std::vector<std::string>& columns() const { return columns_; }
  bool is_numeric(std::int32_t column) const { return numeric_[static_cast<std::size_t>(column)]; }

  /// Calls visit for batch after batch of these columns, parts in order of their names; meanwhile, if there is a second
  /// thread, the stored bytes are hashed. Memory: a row group's columns. Returns what was read.
  InputInfo read(ThreadPool& threads, const std::vector<std::int32_t>& columns,
                 const std::function<void(const ParquetBatch&)>& visit);

 private:
  /// Returns the rows of the part.
  std::int64_t read_part(const std::filesystem::path& part, const std::vector<std::int32_t>& columns,
                         const std::function<void(const ParquetBatch&)>& visit) const;

  std::string name_;
  std::vector<std::filesystem::path> parts_;
  std::vector<std::string> columns_;
  std::vector<bool> numeric_;
};

}  // namespace shoal::data
