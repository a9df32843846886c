#include "base/weights.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "base/at.hpp"
#include "base/compensated_sum.hpp"
#include "shoal/error.hpp"
#include "shoal/text.hpp"

namespace shoal {

void require_weights(std::span<const double> weights, std::int64_t first_row) {
  for (std::size_t i = 0; i < weights.size(); ++i) {
    if (weights[i] >= 0.0 && std::isfinite(weights[i])) continue;
    throw Error(ErrorCode::data, "a weight must be a finite number not below 0", "correct it, or leave the row out",
                "weights, row " + grouped(first_row + static_cast<std::int64_t>(i) + 1), std::to_string(weights[i]));
  }
}

void require_one_a_row(std::span<const double> weights, std::int64_t rows) {
  if (weights.empty() || std::ssize(weights) == rows) return;
  throw Error(ErrorCode::usage, grouped(std::ssize(weights)) + " weights for " + grouped(rows) + " rows");
}

void throw_no_weight() { throw Error(ErrorCode::data, "all weights are 0", "give at least one row a weight above 0"); }

void require_some_weight(std::span<const double> weights) {
  require_weights(weights);
  if (!weights.empty() && *std::ranges::max_element(weights) == 0.0) throw_no_weight();
}

bool are_counts(std::span<const double> weights) {
  constexpr double k_most = 0x1p53;
  double sum = 0.0;
  for (const double weight : weights) {
    if (weight != std::floor(weight)) return false;
    sum += weight;
  }
  return sum <= k_most;
}

int exponent_of(std::span<const double> weights) {
  int exponent = 0;
  if (!are_counts(weights)) std::frexp(*std::ranges::max_element(weights), &exponent);
  return exponent;
}

std::int64_t counted_rows(std::span<const double> weights, std::int64_t rows) {
  if (weights.empty() || !are_counts(weights)) return rows;
  double sum = 0.0;
  for (const double weight : weights) sum += weight;
  return static_cast<std::int64_t>(sum);
}

std::vector<std::int64_t> spread_draws(std::span<const double> weights, std::int64_t draws) {
  const int exponent = exponent_of(weights);
  const auto weight = [&](std::size_t row) { return std::ldexp(weights[row], -exponent); };
  CompensatedSum total;
  for (std::size_t i = 0; i < weights.size(); ++i) total.add(weight(i));
  std::vector<std::int64_t> rows;
  rows.reserve(at(draws));
  CompensatedSum end;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    end.add(weight(i));
    // Draw j stands in the middle of its part of the sum: at (j + 1/2) total / draws.
    const double reached = end.value() / total.value() * static_cast<double>(draws);
    while (std::ssize(rows) < draws && static_cast<double>(std::ssize(rows)) + 0.5 < reached) {
      rows.push_back(static_cast<std::int64_t>(i));
    }
  }
  return rows;
}

}  // namespace shoal
