// The sample shop's transaction file, line by line.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

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

std::string_view ledger_header();
/// Appends the line as CSV: quotes only where a field needs them, dates as M/D/YYYY H:MM.
void append_line(std::string& out, const LedgerLine& line);

}  // namespace shoal::generate
