#include "data/table/row_counter.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "shoal/text.hpp"

namespace shoal::data {
namespace {

/// Whether the column holds `first`, `first` + 1, ... from the first row on.
bool counts_from(const FeatureTable& table, std::int64_t column, double first) {
  for (std::int64_t i = 0; i < table.rows(); ++i) {
    if (table.value(i, column) != first + static_cast<double>(i)) return false;
  }
  return table.rows() > 1;
}

bool counts_rows(const FeatureTable& table, std::int64_t column) {
  return may_count_rows(table.names[static_cast<std::size_t>(column)]) &&
         (counts_from(table, column, 0.0) || counts_from(table, column, 1.0));
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

bool may_count_rows(const std::string& name) {
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
    if (counts_rows(table, j)) {
      table.left_out.push_back({name, "counts the rows"});
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
