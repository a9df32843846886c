// Reads a CSV stream on several threads: blocks are cut one after the other, tokenised and converted in parallel, and
// put together in file order.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "data/csv/csv_parser.hpp"
#include "data/csv/csv_parts.hpp"
#include "data/input/bad_rows.hpp"
#include "shoal/threads.hpp"

namespace shoal::data {

/// A field that could not be converted.
struct BadField {
  std::int32_t row = 0;     ///< of ParsedRows
  std::int32_t column = 0;  ///< of the file
  std::string reason;
  std::string hint;
};

/// What became of one block.
class CsvPart {
 public:
  virtual ~CsvPart() = default;
  /// Removes these rows (ascending).
  virtual void drop(const std::vector<std::int32_t>& rows) = 0;
  std::vector<BadField> bad;         ///< in any order
  std::vector<std::int32_t> marked;  ///< rows whose place in the file is asked for, in any order
  std::vector<std::string>
      marked_places;  ///< "line 12" of each in ascending order of rows, there before the part is appended
};

/// Makes something of the fields.
class CsvSink {
 public:
  virtual ~CsvSink() = default;
  /// Called from several threads at once. The part may point into `rows`, which lives until the part was appended.
  virtual std::unique_ptr<CsvPart> convert(const ParsedRows& rows) const = 0;
  /// Called in file order, by one thread at a time.
  virtual void append(CsvPart& part) = 0;
};

struct CsvTotals {
  std::int64_t rows = 0;                ///< data rows, bad ones included
  std::vector<std::int64_t> part_rows;  ///< of each part
  bool utf8 = true;                     ///< false: some bytes are not UTF-8, so the file is taken for ISO-8859-1
};

/// Reads all blocks of all parts. Rows of the wrong width or with a NUL byte, and the bad fields of the parts, go to `log`. The error
/// thrown, if any, is the first in file order. Equal results for any number of threads. O(bytes / threads).
CsvTotals read_csv(ThreadPool& threads, CsvParts& parts, CsvSink& sink, BadRowLog& log);

}  // namespace shoal::data
