#include "data/preparation/column_statistics.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace shoal::detail {
namespace {

class CompensatedSum {
 public:
  void add(double value) {
    const double next = sum_ + value;
    lost_ += std::abs(sum_) >= std::abs(value) ? (sum_ - next) + value : (value - next) + sum_;
    sum_ = next;
  }
  double value() const { return sum_ + lost_; }

 private:
  double sum_ = 0.0, lost_ = 0.0;
};

}  // namespace

double compensated_sum(std::span<const double> values) {
  CompensatedSum sum;
  for (const double value : values) sum.add(value);
  return sum.value();
}

double mean_of(std::span<const double> values) {
  const auto [low, high] = std::minmax_element(values.begin(), values.end());
  if (*low == *high) return *low;
  return compensated_sum(values) / static_cast<double>(values.size());
}

double deviation_of(std::span<const double> values, double mean) {
  double largest = 0.0;
  for (const double value : values) largest = std::max(largest, std::abs(value - mean));
  if (largest == 0.0 || !std::isfinite(largest)) return largest;
  int exponent = 0;
  std::frexp(largest, &exponent);
  CompensatedSum squares, rest;
  for (const double value : values) {
    const double scaled = std::ldexp(value - mean, -exponent);
    squares.add(scaled * scaled);
    rest.add(scaled);
  }
  // The mean was rounded; what it left over is taken out (Chan, Golub and LeVeque 1983, the corrected two-pass formula).
  const auto n = static_cast<double>(values.size());
  const double variance = (squares.value() - rest.value() * rest.value() / n) / n;
  return std::ldexp(std::sqrt(variance), exponent);
}

double rounding_of_sums(double magnitude, double epsilon) { return 64.0 * epsilon * std::abs(magnitude); }

double quantile_of_sorted(std::span<const double> ascending, double q) {
  const double place = q * static_cast<double>(ascending.size() - 1);
  const auto below = static_cast<std::size_t>(std::floor(place));
  const double low = ascending[below], high = ascending[std::min(below + 1, ascending.size() - 1)];
  const double share = place - std::floor(place);
  return share >= 0.5 ? high - (high - low) * (1.0 - share) : low + (high - low) * share;
}

}  // namespace shoal::detail
