#include "cpu/search/integer_product.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/at.hpp"
#include "cpu/fit/rounding.hpp"

namespace shoal::cpu {
namespace {

constexpr double k_float_roundoff = 0x1p-24;
/// Two digits of 8 bits hold 32,639. The rest is for the rounding of steps.
constexpr double k_largest_whole = 32'630.0;
/// Below 2^31 by what the roundings of q and r add to their norms: half a unit times sqrt(d) each, d <= 100,000.
constexpr double k_largest_score = 0.95 * 0x1p31;

}  // namespace

IntegerProduct::IntegerProduct(const IntegerKernels& kernels, const std::vector<float>& centre,
                               const CentredCentroids& centroids)
    : kernels_(kernels),
      shape_(kernels.shape(centroids.values.rows(), centroids.values.cols())),
      words_(shape_.centroid_words) {
  table_.k = centroids.values.rows();
  table_.d = centroids.values.cols();
  table_.centre = centre.data();
  std::int32_t index_bits = 1;
  while ((std::int64_t{1} << index_bits) < table_.k) ++index_bits;
  table_.index_mask = (std::int32_t{1} << index_bits) - 1;
  const double step = choose_step(centroids);
  set_steps(centroids, step);
  set_bounds(centroids.largest_norm, round_centroids(centroids, step));
  table_.centroids = words_.data();
  table_.minus_half_sq = minus_half_sq_.data();
}

double IntegerProduct::choose_step(const CentredCentroids& centroids) const {
  double largest_value = 0.0;
  for (const double value : centroids.values.values()) largest_value = std::max(largest_value, std::abs(value));
  // Rows and centroids share equally what a sum of a part may reach.
  const double smallest =
      std::max(centroids.largest_part_norm / std::sqrt(shape_.largest_part_sum), largest_value / k_largest_whole);
  return smallest > 0.0 ? static_cast<double>(rounded_up(smallest)) : 1.0;
}

double IntegerProduct::round_centroids(const CentredCentroids& centroids, double step) {
  const std::vector<double>& values = centroids.values.values();
  std::vector<std::int16_t> whole(values.size());
  // The kernel reads whole vectors of these.
  const std::int64_t padded = multiple_above(table_.k, shape_.group);
  minus_half_sq_.assign(at(padded + 16), -std::numeric_limits<float>::infinity());
  double largest_sq_rest = 0.0;
  for (std::int64_t c = 0; c < table_.k; ++c) {
    double sq_rest = 0.0;
    for (std::int64_t j = c * table_.d; j < (c + 1) * table_.d; ++j) {
      const double value = values[at(j)];
      const double rounded = std::clamp(std::nearbyint(value / step), -k_largest_whole, k_largest_whole);
      whole[at(j)] = static_cast<std::int16_t>(rounded);
      sq_rest += (value - rounded * step) * (value - rounded * step);
    }
    minus_half_sq_[at(c)] = static_cast<float>(-0.5 * centroids.sq_norms[at(c)]);
    largest_sq_rest = std::max(largest_sq_rest, sq_rest);
  }
  kernels_.pack(whole.data(), table_.k, table_.d, words_.data());
  return std::sqrt(largest_sq_rest);
}

void IntegerProduct::set_steps(const CentredCentroids& centroids, double step) {
  const auto d = static_cast<double>(table_.d);
  const double unit_step = std::ldexp(step, shape_.dropped_bits);
  // Norms, and the row's step, are computed in float.
  const double slack = (1.0 + gamma(d + 8.0, k_float_roundoff)) * (1.0 + gamma(d + 8.0, 0x1p-53)) * (1.0 + 0x1p-20);
  const double largest = centroids.largest_norm;
  table_.unit_step = static_cast<float>(unit_step);
  table_.step_by_norm = rounded_up(slack * largest / (unit_step * k_largest_score));
  table_.step_term = rounded_up(slack * 0.5 * largest * largest / (unit_step * k_largest_score));
  table_.step_by_part = rounded_up(slack * centroids.largest_part_norm / (step * shape_.largest_part_sum));
  table_.step_by_value = rounded_up(1.0 / k_largest_whole);
}

void IntegerProduct::set_bounds(double largest_norm, double largest_rest) {
  const auto d = static_cast<double>(table_.d);
  const double in_double = 1.0 + gamma(d + 8.0, 0x1p-53);
  const double m = largest_norm * in_double, rest = largest_rest * in_double;
  const double canonical = gamma(d + 4.0, 0x1p-53);
  // Norms, and the bound itself, are computed in float.
  const double slack = (1.0 + gamma(d + 8.0, k_float_roundoff)) * (1.0 + 0x1p-20);
  table_.rest_factor = rounded_up(slack * 2.0 * (m + rest));
  table_.norm_factor = rounded_up(slack * (2.0 * rest + 4.0 * k_float_roundoff * m));
  table_.sq_norm_factor = rounded_up(slack * 2.0 * canonical);
  table_.bound = rounded_up(slack * (4.0 * k_float_roundoff + 2.0 * canonical) * m * m);
  // The index, the sums that drop bits, and two halves.
  table_.bound_steps = rounded_up(slack * (static_cast<double>(table_.index_mask + shape_.floored_sums) + 2.0));
  // Outside this range products of the two steps leave the range of float; then every row is uncertain.
  if (m != 0.0 && !(m > 0x1p-40 && m < 0x1p60)) table_.bound = std::numeric_limits<float>::infinity();
}

}  // namespace shoal::cpu
