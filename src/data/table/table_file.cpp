#include <cmath>
#include <limits>

#include "data/input/encoding.hpp"
#include "data/input/input_kind.hpp"
#include "data/input/numbers.hpp"
#include "data/table/table_readers.hpp"

namespace shoal::data {

std::unique_ptr<TableFile> open_table(const std::filesystem::path& path) {
  switch (input_kind(path)) {
    case InputKind::parquet:
      return open_parquet_table(path);
    case InputKind::npy:
      return open_npy_table(path);
    case InputKind::csv:
      break;
  }
  return open_csv_table(path);
}

bool table_number(std::string_view text, bool allow_missing, double& value, std::string& complaint) {
  const auto parsed = parse_number(text);
  if (parsed && std::isfinite(*parsed)) {
    value = *parsed;
    return true;
  }
  value = std::numeric_limits<double>::quiet_NaN();
  const bool missing = is_missing(text) || (parsed && std::isnan(*parsed));
  if (missing && allow_missing) return true;
  complaint = trimmed(text).empty() ? "the field is empty, a number is needed"
              : missing             ? "the value is missing (" + shown(text, 60) + "), a number is needed"
              : parsed              ? "the value is infinite, a finite number is needed"
                                    : "\"" + shown(text, 60) + "\" is not a number";
  return false;
}

}  // namespace shoal::data
