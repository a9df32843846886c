#include "data/table/row_counter.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>
#include <vector>

#include "shoal/text.hpp"

namespace shoal::data {
namespace {

/// Whether the column goes up by one from row to row.
bool counts_up(const FeatureTable& table, std::int64_t column) {
  for (std::int64_t i = 1; i < table.rows(); ++i) {
    if (table.value(i, column) != table.value(i - 1, column) + 1.0) return false;
  }
  return true;
}

/// Whether the column holds whole numbers, none twice: what is left of a counter when rows were drawn, sorted or turned.
bool numbers_rows(const FeatureTable& table, std::int64_t column) {
  std::vector<double> values;
  for (std::int64_t i = 0; i < table.rows(); ++i) {
    values.push_back(table.value(i, column));
    if (values.back() != std::trunc(values.back())) return false;
  }
  std::ranges::sort(values);
  return std::ranges::adjacent_find(values) == values.end();
}

/// Why the column is no feature; nothing for one that is.
std::string why_counter(const FeatureTable& table, std::int64_t column) {
  const std::string& name = table.names[static_cast<std::size_t>(column)];
  if (table.rows() < 2) return {};
  const bool index = is_index_name(name);
  if ((index || is_counter_name(name)) && counts_up(table, column)) return "counts the rows";
  return index && numbers_rows(table, column) ? "numbers the rows" : std::string();
}

/// Keeps the columns with these numbers, which ascend, in the memory that the matrix has.
template <class T>
void keep_columns(Matrix<T>& matrix, const std::vector<std::int64_t>& columns) {
  const std::int64_t rows = matrix.rows();
  auto to = matrix.values().begin();
  for (std::int64_t i = 0; i < rows; ++i) {
    for (const std::int64_t column : columns) *to++ = matrix(i, column);
  }
  std::vector<T> values = std::move(matrix.values());
  values.resize(static_cast<std::size_t>(rows) * columns.size());
  matrix = Matrix<T>(rows, std::ssize(columns), std::move(values));
}

bool all_digits(std::string_view text) { return text.find_first_not_of("0123456789") == std::string_view::npos; }

}  // namespace

bool is_counter_name(const std::string& name) {
  static constexpr std::array<std::string_view, 16> k_names = {
      "row",      "rows",     "rowno",        "rownr", "rownum", "rownumber", "rowindex", "rowname",
      "rownames", "recordno", "recordnumber", "nr",    "no",     "obs",       "seq",      "sequence"};
  return std::ranges::find(k_names, folded_name(name)) != k_names.end();
}

bool is_index_name(const std::string& name) {
  const std::string folded = folded_name(name);
  const std::string_view text = folded;
  for (const std::string_view head : {"unnamed", "indexlevel", "level"}) {
    if (text.starts_with(head) && text.size() > head.size() && all_digits(text.substr(head.size()))) return true;
  }
  return text.empty() || text == "index";
}

void leave_counters_out(FeatureTable& table) {
  std::vector<std::int64_t> kept;
  std::vector<std::string> names;
  for (std::int64_t j = 0; j < table.cols(); ++j) {
    std::string& name = table.names[static_cast<std::size_t>(j)];
    if (const std::string why = why_counter(table, j); !why.empty()) {
      table.left_out.push_back({name, why});
      continue;
    }
    kept.push_back(j);
    names.push_back(name);
  }
  if (std::ssize(kept) == table.cols()) return;
  std::visit([&](auto& values) { keep_columns(values, kept); }, table.values);
  table.names = std::move(names);
}

}  // namespace shoal::data
