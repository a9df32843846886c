#include "base/name_index.hpp"
#include "shoal/error.hpp"
#include "shoal/table.hpp"
#include "shoal/text.hpp"

namespace shoal {
namespace {

template <class T>
Matrix<T> select_columns(const Matrix<T>& from, const std::vector<std::int64_t>& numbers) {
  if (from.empty()) return {};
  Matrix<T> out(from.rows(), static_cast<std::int64_t>(numbers.size()));
  for (std::int64_t i = 0; i < from.rows(); ++i) {
    for (std::size_t j = 0; j < numbers.size(); ++j) out(i, static_cast<std::int64_t>(j)) = from(i, numbers[j]);
  }
  return out;
}

}  // namespace

std::vector<std::int64_t> FeatureTable::columns(const std::vector<std::string>& wanted) const {
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
  FeatureTable selected{id_name, ids, wanted, select_columns(values, numbers), select_columns(singles, numbers),
                        left_out};
  return selected;
}

std::vector<OutputColumn> output_columns(const FeatureTable& table) {
  std::vector<OutputColumn> columns;
  if (!table.ids.empty()) columns.push_back({table.id_name.empty() ? "id" : table.id_name, table.ids});
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
