#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "shoal/error.hpp"
#include "shoal/one_answer.hpp"
#include "shoal/quantisation.hpp"

namespace shoal {
namespace {

/// Unweighted float values may be scaled in float: 2^s must be a normal float. All else is scaled in double.
constexpr int k_float_bound = 126;
constexpr int k_double_bound = 1022;

/// fraction * 2^exponent with a fraction in [0.5, 1): a number beyond the range of double.
struct Scaled {
  double fraction = 0.0;
  int exponent = 0;
};

Scaled normalised(double value, int exponent) {
  int shift = 0;
  const double fraction = std::frexp(value, &shift);
  return {fraction, exponent + shift};
}

/// Half the width of column j of the box around the data and `initial`; halved first, so that it cannot overflow.
double half_width(const ColumnStats& stats, MatrixView<const double> initial, std::int64_t j) {
  const auto column = static_cast<std::size_t>(j);
  double low = stats.min[column];
  double high = stats.max[column];
  for (std::int64_t c = 0; c < initial.rows; ++c) {
    low = std::min(low, initial(c, j));
    high = std::max(high, initial(c, j));
  }
  return high > low ? 0.5 * high - 0.5 * low : 0.0;
}

Scaled squared_diagonal(const ColumnStats& stats, MatrixView<const double> initial) {
  const auto d = static_cast<std::int64_t>(stats.min.size());
  double widest = 0.0;
  for (std::int64_t j = 0; j < d; ++j) widest = std::max(widest, half_width(stats, initial, j));
  const int shift = normalised(widest, 0).exponent;
  double sum = 0.0;
  for (std::int64_t j = 0; j < d; ++j) {
    const double width = std::ldexp(half_width(stats, initial, j), -shift);
    sum = std::fma(width, width, sum);
  }
  return normalised(sum, 2 * (shift + 1));
}

/// The exponent s with value * 2^s < 2^bits, within the bound; 0 for value 0.
int exponent_for(const Scaled& value, int bits, int bound) {
  if (value.fraction == 0.0) return 0;
  return std::clamp(bits - value.exponent, -bound, bound);
}

void require_finite(double value, std::int64_t column) {
  if (std::isfinite(value)) return;
  throw Error(ErrorCode::data, "values times weights are too large for double precision", "make the weights smaller",
              "column " + std::to_string(column + 1));
}

}  // namespace

void check_distances_finite(const ColumnStats& stats, Scalar scalar, MatrixView<const double> initial) {
  const bool single = scalar == Scalar::f32 && stats.min.size() <= std::size_t{k_max_float_chain_cols};
  const int most = single ? std::numeric_limits<float>::max_exponent : std::numeric_limits<double>::max_exponent;
  // A number below 2^(most - 1) has room for the roundings of the chain.
  if (squared_diagonal(stats, initial).exponent < most) return;
  throw Error(
      ErrorCode::data,
      std::string("the values lie too far apart to be squared in ") + (single ? "single" : "double") + " precision",
      single ? "standardise the columns, or use double precision (--dtype float64)" : "standardise the columns");
}

Quantisation make_quantisation(const ColumnStats& stats, Scalar scalar, bool weighted,
                               MatrixView<const double> initial) {
  Quantisation result;
  const int bits = scalar == Scalar::f32 ? k_value_bits_f32 : k_value_bits_f64;
  const int bound = scalar == Scalar::f32 && !weighted ? k_float_bound : k_double_bound;
  const auto d = static_cast<std::int64_t>(stats.weighted_abs_max.size());
  for (std::int64_t j = 0; j < d; ++j) {
    const double largest = stats.weighted_abs_max[static_cast<std::size_t>(j)];
    require_finite(largest, j);
    result.value_exponent.push_back(quantisation_exponent(largest, bits, bound));
  }
  if (weighted) result.weight_exponent = quantisation_exponent(stats.max_weight, bits, k_double_bound);
  const Scaled diagonal = squared_diagonal(stats, initial);
  const Scaled weight = normalised(weighted ? stats.max_weight : 1.0, 0);
  // A sixteenth more for the roundings of the distance chain, of the centroids and of the weighting.
  const Scaled largest = normalised(diagonal.fraction * weight.fraction * 1.0625, diagonal.exponent + weight.exponent);
  result.sq_exponent = exponent_for(largest, k_sq_bits, k_double_bound);
  return result;
}

}  // namespace shoal
