#include <utility>

#include "base/at.hpp"
#include "base/name_index.hpp"
#include "shoal/error.hpp"
#include "shoal/table.hpp"
#include "shoal/text.hpp"

namespace shoal {
namespace {

template <class T>
Matrix<T> select_columns(const Matrix<T>& from, const std::vector<std::int64_t>& numbers) {
  Matrix<T> out(from.rows(), static_cast<std::int64_t>(numbers.size()));
  for (std::int64_t i = 0; i < from.rows(); ++i) {
    for (std::size_t j = 0; j < numbers.size(); ++j) out(i, static_cast<std::int64_t>(j)) = from(i, numbers[j]);
  }
  return out;
}

/// Those of `values`, const or not.
template <class Values>
auto& doubles_in(Values& values) {
  auto* doubles = std::get_if<Matrix<double>>(&values);
  if (doubles == nullptr) throw Error(ErrorCode::internal, "a table of floats was taken for one of doubles");
  return *doubles;
}

}  // namespace

Matrix<double>& FeatureTable::doubles() { return doubles_in(values); }
const Matrix<double>& FeatureTable::doubles() const { return doubles_in(values); }

std::vector<std::int64_t> TableNames::columns(const std::vector<std::string>& wanted) const {
  const NameIndex index(names);
  std::vector<std::int64_t> numbers;
  for (const std::string& name : wanted) {
    const std::int64_t at = index.find(name);
    if (at < 0) {
      const std::string nearest = nearest_word(name, names);
      throw Error(ErrorCode::usage, "no column \"" + name + "\"",
                  nearest.empty() ? "choose among the columns" : "did you mean \"" + nearest + "\"?", {},
                  "columns: " + join(names, ", "));
    }
    numbers.push_back(at);
  }
  return numbers;
}

FeatureTable FeatureTable::select(const std::vector<std::string>& wanted) const {
  const std::vector<std::int64_t> numbers = columns(wanted);
  RealMatrix selected = std::visit([&](const auto& own) -> RealMatrix { return select_columns(own, numbers); }, values);
  return {TableNames{id_name, ids, wanted, id_type}, std::move(selected), left_out};
}

FeatureTable rows_of(const FeatureTable& table, std::span<const std::int64_t> rows) {
  FeatureTable part{TableNames{table.id_name, {}, table.names, table.id_type}, rows_of(table.values, rows),
                    table.left_out};
  if (table.ids.empty()) return part;
  part.ids.reserve(rows.size());
  for (const std::int64_t row : rows) part.ids.push_back(table.ids[at(row)]);
  return part;
}

std::vector<OutputColumn> output_columns(const FeatureTable& table) {
  std::vector<OutputColumn> columns;
  if (!table.ids.empty()) {
    columns.push_back({table.id_name.empty() ? "id" : table.id_name, table.ids, table.id_type});
  }
  for (std::size_t j = 0; j < table.names.size(); ++j) {
    std::vector<double> values(static_cast<std::size_t>(table.rows()));
    for (std::size_t i = 0; i < values.size(); ++i) {
      values[i] = table.value(static_cast<std::int64_t>(i), static_cast<std::int64_t>(j));
    }
    columns.push_back({table.names[j], std::move(values)});
  }
  return columns;
}

}  // namespace shoal
