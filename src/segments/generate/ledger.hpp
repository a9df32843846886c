// The sample shop's transaction file, line by line.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string_view>

#include "shoal/threads.hpp"

namespace shoal::generate {

/// One line of the file. Price in pence; `customer` 0 leaves the cell empty.
struct LedgerLine {
  std::string_view invoice, item, description;
  std::int64_t quantity = 0;
  std::int64_t time = 0;  ///< seconds since 1970
  std::int64_t pence = 0;
  std::int64_t customer = 0;
  std::string_view country;
};

/// The file, written in bounded memory; without commit() none is left.
class Ledger {
 public:
  virtual ~Ledger() = default;
  virtual void add(const LedgerLine& line) = 0;
  virtual void commit() = 0;
};

/// ".parquet": times as timestamps, the customer as a number, no customer as null. Anything else: CSV with quotes only
/// where a field needs them, dates as M/D/YYYY H:MM.
/// Once the cancellation is raised, add() is Error{cancelled} before long.
std::unique_ptr<Ledger> open_ledger(const std::filesystem::path& path, const Cancellation* cancellation);

}  // namespace shoal::generate
