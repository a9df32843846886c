#include "data/csv/first_line.hpp"

#include <algorithm>

#include "data/input/encoding.hpp"
#include "data/input/numbers.hpp"
#include "data/table/table_readers.hpp"
#include "shoal/error.hpp"
#include "shoal/text.hpp"

namespace shoal::data {
namespace {

bool is_number(const std::string& field) { return !is_missing(field) && parse_number(field).has_value(); }

/// ",0,1,2" is what pandas writes for columns without names beside its index.
bool is_index_and_counts(const std::vector<std::string>& fields) {
  if (fields.size() < 2 || !fields.front().empty()) return false;
  for (std::size_t i = 1; i < fields.size(); ++i) {
    if (fields[i] != std::to_string(i - 1)) return false;
  }
  return true;
}

}  // namespace

bool may_be_data(const std::vector<std::string>& first_line, const std::vector<bool>& numeric) {
  if (is_index_and_counts(first_line) || std::ranges::any_of(first_line, names_rows)) return false;
  const bool alone = std::ranges::none_of(numeric, [](bool is) { return is; });
  bool numbers = false;
  for (std::size_t i = 0; i < first_line.size(); ++i) {
    if (!alone && !numeric[i]) continue;
    if (is_number(first_line[i])) {
      numbers = true;
    } else if (!is_missing(first_line[i])) {
      return false;
    }
  }
  return numbers;
}

void throw_first_line(const std::vector<std::string>& first_line, const std::string& where) {
  constexpr std::size_t k_few = 6;
  std::vector<std::string> fields;
  for (std::size_t i = 0; i < std::min(first_line.size(), k_few); ++i) fields.push_back(shown(first_line[i], 20));
  throw Error(ErrorCode::data, "the first line is numbers: the names of the columns, or the first row?",
              "give --header yes where it names the columns (2019, 2020 ...), or --header no where it is data; the "
              "columns are then called x0, x1 ...",
              where, join(fields, ", ") + (first_line.size() > k_few ? ", ..." : ""));
}

}  // namespace shoal::data
