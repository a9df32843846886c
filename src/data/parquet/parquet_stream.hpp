// A Parquet file written row after row.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "shoal/threads.hpp"

namespace shoal::data {

/// Writes rows in bounded memory, a row group of 262,144 at a time. Every cell of a row is given, then end_row() called;
/// without commit() no file is left. Once the cancellation is raised, writing is Error{cancelled}.
class ParquetStream {
 public:
  enum class Kind : std::uint8_t { text, whole, number, time };
  struct Column {
    std::string name;
    Kind kind;
  };

  ParquetStream(const std::filesystem::path& path, const std::vector<Column>& columns,
                const Cancellation* cancellation);
  ~ParquetStream();

  void text(std::size_t column, std::string_view value);
  void whole(std::size_t column, std::int64_t value);
  void number(std::size_t column, double value);
  /// Seconds since 1970.
  void time(std::size_t column, std::int64_t value);
  void missing(std::size_t column);
  void end_row();
  void commit();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace shoal::data
