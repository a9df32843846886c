#include "cpu/integer_product.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "cpu/rounding.hpp"

namespace shoal::cpu {
namespace {

constexpr double k_float_roundoff = 0x1p-24;
constexpr double k_largest_whole = 32'760.0;
/// Below 2^31 by what the roundings of q and r add to their norms: half a unit of sqrt(d) each, d <= 100,000.
constexpr double k_largest_sum = 0.95 * 0x1p31;

std::int64_t whole_groups(std::int64_t k) { return (k + k_product_group - 1) / k_product_group; }

double centred(const std::vector<float>& centre, MatrixView<const double> centroids, std::int64_t c, std::int64_t j) {
  return centroids(c, j) - static_cast<double>(centre[static_cast<std::size_t>(j)]);
}

double largest_norm_of(const std::vector<float>& centre, MatrixView<const double> centroids) {
  double largest = 0.0;
  for (std::int64_t c = 0; c < centroids.rows; ++c) {
    double sq = 0.0;
    for (std::int64_t j = 0; j < centroids.cols; ++j) {
      const double value = centred(centre, centroids, c, j);
      sq += value * value;
    }
    largest = std::max(largest, sq);
  }
  return std::sqrt(largest);
}

}  // namespace

IntegerProduct::IntegerProduct(const std::vector<float>& centre, MatrixView<const double> centroids) {
  const double norm = largest_norm_of(centre, centroids);
  const double step = norm > 0.0 ? static_cast<double>(rounded_up(norm / k_largest_whole)) : 1.0;
  table_.k = centroids.rows;
  table_.d = centroids.cols;
  table_.centre = centre.data();
  const double largest_rest = take_centroids(centre, centroids, step);
  table_.centroids = words_.data();
  table_.minus_half_sq = minus_half_sq_.data();
  std::int32_t index_bits = 1;
  while ((std::int64_t{1} << index_bits) < table_.k) ++index_bits;
  table_.index_mask = (std::int32_t{1} << index_bits) - 1;
  set_bounds(norm, step, largest_rest);
}

std::int64_t IntegerProduct::workspace() const {
  return (table_.d + 1) / 2 * k_block_rows + whole_groups(table_.k) * k_product_group + 16;
}

double IntegerProduct::take_centroids(const std::vector<float>& centre, MatrixView<const double> centroids,
                                      double step) {
  const std::int64_t pairs = (centroids.cols + 1) / 2;
  const std::int64_t padded = whole_groups(centroids.rows) * k_product_group;
  words_.assign(static_cast<std::size_t>(padded * pairs), 0);
  // The kernel reads whole vectors of these.
  minus_half_sq_.assign(static_cast<std::size_t>(padded + 16), -std::numeric_limits<float>::infinity());
  double largest_sq_rest = 0.0;
  for (std::int64_t c = 0; c < centroids.rows; ++c) {
    std::int32_t* group = words_.data() + c / k_product_group * k_product_group * pairs + c % k_product_group;
    double sq = 0.0, sq_rest = 0.0;
    for (std::int64_t j = 0; j < centroids.cols; ++j) {
      const double value = centred(centre, centroids, c, j);
      const double whole = std::clamp(std::nearbyint(value / step), -32'767.0, 32'767.0);
      const auto digits = static_cast<std::uint32_t>(static_cast<std::int32_t>(whole)) & 0xffffu;
      auto& word = group[j / 2 * k_product_group];
      word = static_cast<std::int32_t>(static_cast<std::uint32_t>(word) | digits << (j % 2 * 16));
      sq += value * value;
      sq_rest += (value - whole * step) * (value - whole * step);
    }
    minus_half_sq_[static_cast<std::size_t>(c)] = static_cast<float>(-0.5 * sq);
    largest_sq_rest = std::max(largest_sq_rest, sq_rest);
  }
  return std::sqrt(largest_sq_rest);
}

void IntegerProduct::set_bounds(double largest_norm, double step, double largest_rest) {
  const auto d = static_cast<double>(table_.d);
  const double in_double = 1.0 + gamma(d + 8.0, 0x1p-53);
  const double m = largest_norm * in_double, rest = largest_rest * in_double;
  const double canonical = gamma(d + 4.0, 0x1p-53);
  // Norms, and the bound itself, are computed in float.
  const double slack = (1.0 + gamma(d + 8.0, k_float_roundoff)) * (1.0 + 0x1p-20);
  table_.step = static_cast<float>(step);
  table_.row_step_factor = rounded_up(slack * m / (step * k_largest_sum));
  table_.row_step_term = rounded_up(slack * 0.5 * m * m / (step * k_largest_sum));
  table_.row_step_of_largest = rounded_up(1.0 / k_largest_whole);
  table_.least_sq_norm = rounded_up((d + 1.0) * 0x1p-148);
  table_.rest_factor = rounded_up(slack * 2.0 * (m + rest));
  table_.norm_factor = rounded_up(slack * (2.0 * rest + 4.0 * k_float_roundoff * m));
  table_.sq_norm_factor = rounded_up(slack * 2.0 * canonical);
  table_.bound = rounded_up(slack * (4.0 * k_float_roundoff + 2.0 * canonical) * m * m);
  // The index, two roundings of up to 2^31 to float, and two halves.
  table_.bound_steps = rounded_up(slack * (static_cast<double>(table_.index_mask) + 1.0 + 256.0 + 2.0));
  // Beyond these, products of the two steps leave the range of float; nothing is certain then.
  if (m != 0.0 && !(m > 0x1p-40 && m < 0x1p60)) table_.bound = std::numeric_limits<float>::infinity();
}

}  // namespace shoal::cpu
