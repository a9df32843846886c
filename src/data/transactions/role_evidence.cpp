#include "data/transactions/role_evidence.hpp"

#include <algorithm>
#include <cmath>
#include <unordered_map>
#include <utility>
#include <vector>

namespace shoal::data {
namespace {

/// So many cases say something.
constexpr std::int64_t k_enough = 10;

/// Pairs of lines of one kind with different quantities: those whose prices are as their quantities, and the others.
struct Pairs {
  std::int64_t grown = 0, others = 0;
};

Pairs compare_pairs(const std::vector<std::string_view>& kinds, const std::vector<double>& quantities,
                    const std::vector<double>& prices) {
  Pairs pairs;
  std::unordered_map<std::string_view, std::size_t> last;
  for (std::size_t row = 0; row < kinds.size(); ++row) {
    if (!(quantities[row] > 0) || !(prices[row] > 0)) continue;
    const auto [before, is_new] = last.try_emplace(kinds[row], row);
    const std::size_t other = std::exchange(before->second, row);
    if (is_new || quantities[row] == quantities[other]) continue;
    const double q = quantities[row], p = prices[row], q0 = quantities[other], p0 = prices[other];
    // Each price is rounded to the cent.
    const bool grown = std::abs(p * q0 - p0 * q) <= 0.0051 * (q + q0);
    ++(grown ? pairs.grown : pairs.others);
  }
  return pairs;
}

std::vector<double> numbers_of(const std::vector<std::string_view>& values) {
  std::vector<double> numbers;
  numbers.reserve(values.size());
  for (const std::string_view text : values) numbers.push_back(rough_number(text));
  return numbers;
}

}  // namespace

bool price_grows_with_quantity(const ColumnSample& sample, const RoleColumns& roles) {
  const std::int32_t quantity = column_of(roles, Role::quantity), price = column_of(roles, Role::price);
  if (sample.rows() == 0 || quantity < 0 || price < 0) return false;
  const auto quantities = numbers_of(sample.of(quantity)), prices = numbers_of(sample.of(price));
  const auto grows = [&](std::int32_t column) {
    const Pairs pairs = compare_pairs(sample.of(column), quantities, prices);
    return pairs.grown >= k_enough && pairs.grown >= 9 * pairs.others;
  };
  if (const std::int32_t item = column_of(roles, Role::item); item >= 0) return grows(item);
  for (std::size_t column = 0; column < sample.names.size(); ++column) {
    if (is_free(roles, column) && distinct(sample.values[column]) * 3 <= sample.rows() &&
        grows(static_cast<std::int32_t>(column))) {
      return true;
    }
  }
  return false;
}

WithinOrders within_orders(const ColumnSample& sample, const RoleColumns& roles, std::int32_t column) {
  const std::int32_t invoice = column_of(roles, Role::invoice);
  if (sample.rows() == 0 || invoice < 0) return WithinOrders::differs;
  const auto& invoices = sample.of(invoice);
  const auto& amounts = sample.of(column);
  // What tells the lines of an order apart: without it, equal lines have equal amounts.
  std::vector<std::int32_t> telling;
  for (const Role role : {Role::item, Role::description, Role::quantity, Role::price}) {
    if (column_of(roles, role) >= 0 && column_of(roles, role) != column) telling.push_back(column_of(roles, role));
  }
  std::int64_t same = 0, empty = 0, other = 0;
  for (std::size_t row = 1; row < invoices.size(); ++row) {
    if (invoices[row] != invoices[row - 1] || invoices[row].empty()) continue;
    const bool alike =
        std::ranges::all_of(telling, [&](std::int32_t c) { return sample.of(c)[row] == sample.of(c)[row - 1]; });
    if (amounts[row].empty()) {
      ++empty;
    } else if (amounts[row] != amounts[row - 1]) {
      ++other;
    } else if (!alike) {
      ++same;
    }
  }
  constexpr std::int64_t k_some = 5;
  // Where all amounts are the same few, so are those of the lines.
  const bool varied = distinct(amounts) >= static_cast<std::size_t>(k_some);
  if (other == 0 && empty == 0 && same >= k_some && varied) return WithinOrders::repeats;
  return other == 0 && same == 0 && empty > 0 ? WithinOrders::first_alone : WithinOrders::differs;
}

}  // namespace shoal::data
