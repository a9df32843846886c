#include "data/preparation/column_statistics.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>

#include "base/compensated_sum.hpp"

namespace shoal::detail {
namespace {

/// Calls body(value, weight) for the values of a weight above 0.
template <class Body>
void each_counted(std::span<const double> values, std::span<const double> weights, const Body& body) {
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double weight = weights.empty() ? 1.0 : weights[i];
    if (weight > 0.0) body(values[i], weight);
  }
}

/// The product with the weight is exact, which takes an instruction that not all processors have.
void add(CompensatedSum& sum, double value, double weight) { weight == 1.0 ? sum.add(value) : sum.add(value, weight); }

/// A share of the way between two neighbours, as numpy rounds it.
double between(double low, double high, double share) {
  return share >= 0.5 ? high - (high - low) * (1.0 - share) : low + (high - low) * share;
}

/// Which of the values holds that rank, counted from 0.
std::size_t at_rank(std::span<const double> ends, double rank) {
  return static_cast<std::size_t>(std::ranges::upper_bound(ends, rank) - ends.begin());
}

}  // namespace

double mean_of(std::span<const double> values, std::span<const double> weights) {
  double low = std::numeric_limits<double>::infinity(), high = -low;
  CompensatedSum sum, total;
  each_counted(values, weights, [&](double value, double weight) {
    low = std::min(low, value);
    high = std::max(high, value);
    add(sum, value, weight);
    total.add(weight);
  });
  return low == high ? low : sum.value() / total.value();
}

double deviation_of(std::span<const double> values, double mean, std::span<const double> weights) {
  double largest = 0.0;
  each_counted(values, weights,
               [&](double value, double /*weight*/) { largest = std::max(largest, std::abs(value - mean)); });
  if (largest == 0.0 || !std::isfinite(largest)) return largest;
  int exponent = 0;
  std::frexp(largest, &exponent);
  CompensatedSum squares, rest, total;
  each_counted(values, weights, [&](double value, double weight) {
    const double scaled = std::ldexp(value - mean, -exponent);
    add(squares, scaled * scaled, weight);
    add(rest, scaled, weight);
    total.add(weight);
  });
  // The mean was rounded; what it left over is taken out (Chan, Golub and LeVeque 1983, the corrected two-pass formula).
  const double n = total.value();
  const double variance = (squares.value() - rest.value() * rest.value() / n) / n;
  return std::ldexp(std::sqrt(variance), exponent);
}

double rounding_of_sums(double magnitude, double epsilon) { return 64.0 * epsilon * std::abs(magnitude); }

double quantile_of_sorted(std::span<const double> ascending, double q) {
  const double place = q * static_cast<double>(ascending.size() - 1);
  const auto below = static_cast<std::size_t>(std::floor(place));
  const double high = ascending[std::min(below + 1, ascending.size() - 1)];
  return between(ascending[below], high, place - std::floor(place));
}

double quantile_of_counted(std::span<const double> ascending, std::span<const double> ends, double q) {
  const double place = q * (ends.back() - 1.0), below = std::floor(place);
  const auto at = [&](double rank) { return ascending[at_rank(ends, rank)]; };
  return between(at(below), at(std::min(below + 1.0, ends.back() - 1.0)), place - below);
}

}  // namespace shoal::detail
