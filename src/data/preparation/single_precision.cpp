#include <algorithm>
#include <cmath>
#include <limits>

#include "data/preparation/column_statistics.hpp"
#include "shoal/one_answer.hpp"
#include "shoal/preparation.hpp"

namespace shoal {
namespace {

constexpr std::int64_t k_sample_rows = 1001;

/// Up to k_sample_rows values of a column, evenly spaced, ascending.
std::vector<double> sorted_sample(const Matrix<double>& values, std::int64_t column) {
  const std::int64_t rows = std::min(values.rows(), k_sample_rows);
  std::vector<double> sample;
  for (std::int64_t s = 0; s < rows; ++s) sample.push_back(values(s * values.rows() / rows, column));
  std::ranges::sort(sample);
  return sample;
}

/// What two of the values may differ by through the rounding of sums in double.
double noise(std::span<const double> sorted) {
  return detail::rounding_of_sums(std::max(-sorted.front(), sorted.back()), std::numeric_limits<double>::epsilon());
}

double rounding(double value) { return std::abs(value - static_cast<double>(static_cast<float>(value))); }

/// More than 1 in 16 of the neighbours that differ by more than the rounding of sums become equal.
bool merges_values(std::span<const double> sorted) {
  std::int64_t different = 0, merged = 0;
  for (std::size_t i = 1; i < sorted.size(); ++i) {
    const double low = sorted[i - 1], high = sorted[i];
    const double magnitude = std::max(std::abs(low), std::abs(high));
    if (high - low <= detail::rounding_of_sums(magnitude, std::numeric_limits<double>::epsilon())) continue;
    ++different;
    if (static_cast<float>(low) == static_cast<float>(high)) ++merged;
  }
  return 16 * merged > different;
}

/// The rounding of nine in ten values is up to more than 2^-12 of the spread: the distance between the quartiles, or
/// the standard deviation where they are equal.
bool blurs_values(std::span<const double> sorted) {
  std::vector<double> errors;
  for (const double value : sorted) errors.push_back(rounding(value));
  std::ranges::sort(errors);
  const double quartiles = detail::quantile_of_sorted(sorted, 0.75) - detail::quantile_of_sorted(sorted, 0.25);
  const double spread = quartiles > noise(sorted) ? quartiles : detail::deviation_of(sorted, detail::mean_of(sorted));
  return detail::quantile_of_sorted(errors, 0.9) > 0x1p-12 * spread;
}

}  // namespace

std::string lost_in_single(const Matrix<double>& values, const std::vector<std::string>& names) {
  double largest = 0.0;
  for (const double value : values.values()) largest = std::max(largest, std::abs(value));
  // Squares of differences, d of them added up, must be normal floats where distances are chains of floats; a difference
  // may be 2^20 times smaller than the largest value.
  const bool float_chain = values.cols() <= k_max_float_chain_cols;
  if (largest > (float_chain ? 0x1p59 : static_cast<double>(std::numeric_limits<float>::max()))) {
    return "values are too large to be squared in it";
  }
  if (float_chain && largest > 0.0 && largest < 0x1p-36) return "values are too small to be squared in it";
  for (std::int64_t j = 0; j < values.cols(); ++j) {
    const std::vector<double> sorted = sorted_sample(values, j);
    if (sorted.empty() || sorted.back() - sorted.front() <= noise(sorted)) continue;
    if (merges_values(sorted) || blurs_values(sorted)) {
      return "it cannot tell the values of column " + names[static_cast<std::size_t>(j)] + " apart";
    }
  }
  return {};
}

}  // namespace shoal
