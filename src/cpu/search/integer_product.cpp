#include "cpu/search/integer_product.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "cpu/fit/rounding.hpp"

namespace shoal::cpu {
namespace {

constexpr double k_float_roundoff = 0x1p-24;
/// Two digits of 8 bits hold 32,639; the rest is for the rounding of steps.
constexpr double k_largest_whole = 32'630.0;
/// Below 2^31 by what the roundings of q and r add to their norms: half a unit of sqrt(d) each, d <= 100,000.
constexpr double k_largest_score = 0.95 * 0x1p31;

double centred(const std::vector<float>& centre, MatrixView<const double> centroids, std::int64_t c, std::int64_t j) {
  return centroids(c, j) - static_cast<double>(centre[static_cast<std::size_t>(j)]);
}

}  // namespace

IntegerProduct::IntegerProduct(const IntegerKernels& kernels, const std::vector<float>& centre,
                               MatrixView<const double> centroids)
    : kernels_(kernels), shape_(kernels.shape(centroids.rows, centroids.cols)), words_(shape_.centroid_words) {
  table_.k = centroids.rows;
  table_.d = centroids.cols;
  table_.centre = centre.data();
  std::int32_t index_bits = 1;
  while ((std::int64_t{1} << index_bits) < table_.k) ++index_bits;
  table_.index_mask = (std::int32_t{1} << index_bits) - 1;
  const Norms norms = measure(centre, centroids);
  // Rows and centroids share the room that the sums of a part leave.
  const double least =
      std::max(norms.largest_part / std::sqrt(shape_.largest_part_sum), norms.largest_value / k_largest_whole);
  const double step = least > 0.0 ? static_cast<double>(rounded_up(least)) : 1.0;
  set_steps(norms, step);
  set_bounds(norms.largest, take_centroids(centre, centroids, step));
  table_.centroids = words_.data();
  table_.minus_half_sq = minus_half_sq_.data();
}

IntegerProduct::Norms IntegerProduct::measure(const std::vector<float>& centre,
                                              MatrixView<const double> centroids) const {
  Norms norms;
  for (std::int64_t c = 0; c < centroids.rows; ++c) {
    double sq = 0.0;
    for (std::int64_t begin = 0; begin < centroids.cols; begin += BlockNorms::k_part_columns) {
      double part = 0.0;
      for (std::int64_t j = begin; j < std::min(centroids.cols, begin + BlockNorms::k_part_columns); ++j) {
        const double value = centred(centre, centroids, c, j);
        part += value * value;
        norms.largest_value = std::max(norms.largest_value, std::abs(value));
      }
      norms.largest_part = std::max(norms.largest_part, part);
      sq += part;
    }
    norms.largest = std::max(norms.largest, sq);
  }
  norms.largest = std::sqrt(norms.largest);
  norms.largest_part = std::sqrt(norms.largest_part);
  return norms;
}

double IntegerProduct::take_centroids(const std::vector<float>& centre, MatrixView<const double> centroids,
                                      double step) {
  const std::int64_t padded = multiple_above(centroids.rows, shape_.group);
  std::vector<std::int16_t> whole(static_cast<std::size_t>(centroids.size()));
  // The kernel reads whole vectors of these.
  minus_half_sq_.assign(static_cast<std::size_t>(padded + 16), -std::numeric_limits<float>::infinity());
  double largest_sq_rest = 0.0;
  for (std::int64_t c = 0; c < centroids.rows; ++c) {
    double sq = 0.0, sq_rest = 0.0;
    for (std::int64_t j = 0; j < centroids.cols; ++j) {
      const double value = centred(centre, centroids, c, j);
      const double rounded = std::clamp(std::nearbyint(value / step), -k_largest_whole, k_largest_whole);
      whole[static_cast<std::size_t>(c * centroids.cols + j)] = static_cast<std::int16_t>(rounded);
      sq += value * value;
      sq_rest += (value - rounded * step) * (value - rounded * step);
    }
    minus_half_sq_[static_cast<std::size_t>(c)] = static_cast<float>(-0.5 * sq);
    largest_sq_rest = std::max(largest_sq_rest, sq_rest);
  }
  kernels_.pack(whole.data(), centroids.rows, centroids.cols, words_.data());
  return std::sqrt(largest_sq_rest);
}

void IntegerProduct::set_steps(const Norms& norms, double step) {
  const auto d = static_cast<double>(table_.d);
  const double unit_step = std::ldexp(step, shape_.dropped_bits);
  // Norms, and the row's step, are computed in float.
  const double slack = (1.0 + gamma(d + 8.0, k_float_roundoff)) * (1.0 + gamma(d + 8.0, 0x1p-53)) * (1.0 + 0x1p-20);
  table_.unit_step = static_cast<float>(unit_step);
  table_.step_by_norm = rounded_up(slack * norms.largest / (unit_step * k_largest_score));
  table_.step_term = rounded_up(slack * 0.5 * norms.largest * norms.largest / (unit_step * k_largest_score));
  table_.step_by_part = rounded_up(slack * norms.largest_part / (step * shape_.largest_part_sum));
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
  // The index, sums that lose bits, and two halves.
  table_.bound_steps = rounded_up(slack * (static_cast<double>(table_.index_mask + shape_.floored) + 2.0));
  // Beyond these, products of the two steps leave the range of float; nothing is certain then.
  if (m != 0.0 && !(m > 0x1p-40 && m < 0x1p60)) table_.bound = std::numeric_limits<float>::infinity();
}

}  // namespace shoal::cpu
