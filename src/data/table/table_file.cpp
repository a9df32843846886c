#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "data/input/encoding.hpp"
#include "data/input/numbers.hpp"
#include "data/table/table_readers.hpp"
#include "shoal/text.hpp"

namespace shoal::data {

namespace {

/// Folded (folded_name), the surest first.
constexpr std::array<std::string_view, 9> k_id_names = {"customerid", "customer", "clientid", "client", "userid",
                                                        "id",         "rowid",    "key",      "index"};

}  // namespace

std::unique_ptr<TableFile> open_table(const std::vector<std::filesystem::path>& paths, FirstLine first_line,
                                      const std::vector<std::string>& sheets) {
  InputParts input = input_parts(paths, sheets);
  switch (input.kind) {
    case InputKind::parquet:
      return open_parquet_table(std::move(input));
    case InputKind::npy:
      return open_npy_table(paths.front());
    case InputKind::csv:
    case InputKind::zip:
      break;
  }
  return open_csv_table(std::move(input), first_line);
}

bool names_rows(const std::string& name) {
  return std::ranges::find(k_id_names, folded_name(name)) != k_id_names.end();
}

std::int32_t usual_id_column(const TableFile& file, std::int32_t label) {
  for (const std::string_view name : k_id_names) {
    for (std::size_t i = 0; i < file.columns().size(); ++i) {
      const auto column = static_cast<std::int32_t>(i);
      if (column != label && folded_name(file.columns()[i].name) == name) return column;
    }
  }
  return -1;
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

std::string gap_hint(std::string_view complaint) {
  if (!complaint.ends_with("a number is needed")) return {};
  return "choose columns without gaps with --columns, or give gaps the column's median with the step impute (--prepare "
         "impute,standardise)";
}

}  // namespace shoal::data
