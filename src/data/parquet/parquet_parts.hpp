// A Parquet table of one or several files, its row groups read beside each other.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "data/containers/input_parts.hpp"
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

/// What became of a batch.
class ParquetPart {
 public:
  virtual ~ParquetPart() = default;
};

/// Makes something of the batches.
class ParquetSink {
 public:
  virtual ~ParquetSink() = default;
  /// Called from several threads at once. The part may point into the batch's arrays if it keeps them alive.
  virtual std::unique_ptr<ParquetPart> convert(const ParquetBatch& batch) const = 0;
  /// Called in file order, by one thread at a time.
  virtual void append(ParquetPart& part) = 0;
};

class ParquetParts {
 public:
  /// Error{data} for a damaged file.
  explicit ParquetParts(InputParts input);
  ~ParquetParts();

  const std::string& name() const { return input_.name; }
  /// Of the first part, then the keys of its folders; other parts must have the same columns, in any order.
  const std::vector<std::string>& columns() const { return columns_; }
  /// Of the first part too; of the values, where they are coded.
  const std::shared_ptr<const ColumnType>& type(std::int32_t column) const {
    return types_[static_cast<std::size_t>(column)];
  }
  /// As the parts' footers say.
  std::int64_t rows() const;
  /// Stored.
  std::int64_t bytes() const;

  /// Shows the first rows, with the columns of the files but not of their folders; nothing where there are none.
  void first_rows(const std::function<void(const arrow::RecordBatch&)>& visit) const;

  /// Converts these columns of all parts, row groups beside each other, and hands the results over in the order of the
  /// parts' names; beside that the stored bytes are hashed. The error thrown, if any, is the first in file order.
  /// Memory: a row group's columns and what they become, for each thread. Returns what was read.
  InputInfo read(ThreadPool& threads, const std::vector<std::int32_t>& columns, ParquetSink& sink);
  /// What was decided about the parts.
  std::vector<Decision> decisions() const;

 private:
  struct Part;
  class Run;
  void note_other_columns(const Part& part);

  InputParts input_;
  std::vector<Part> parts_;
  std::vector<std::string> columns_;
  std::map<std::string, std::int64_t> others_;  ///< what the first part lacks, with how many parts have it
  std::vector<std::string> keys_;               ///< those of columns_ that are keys of folders
  std::vector<std::shared_ptr<const ColumnType>> types_;
};

}  // namespace shoal::data
