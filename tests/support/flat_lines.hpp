#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "shoal/transactions.hpp"

namespace shoal::test {

/// A text column as codes into its distinct values; -1 = empty.
struct FlatTexts {
  std::vector<std::int32_t> codes;
  std::vector<std::string> values;
  bool operator==(const FlatTexts&) const = default;
};

/// Transactions with one element a line in every column.
struct FlatLines {
  FlatTexts invoice, item, description, customer, country;
  std::vector<double> quantity, unit_price;
  std::vector<std::int64_t> time;
  std::vector<int> repeat;
  std::int64_t rows() const { return static_cast<std::int64_t>(quantity.size()); }
  bool operator==(const FlatLines&) const = default;
};

/// The column's values, one a line.
std::vector<std::string> texts(const FlatTexts& column);

FlatLines flat(const Transactions& lines);

}  // namespace shoal::test
