#include "oracle_arithmetic.hpp"

// One instruction for std::fma where the machine has it: most of the tests' time goes into these chains.
#if defined(__x86_64__)
#define SHOAL_WITH_FMA __attribute__((target_clones("fma", "default")))
#else
#define SHOAL_WITH_FMA
#endif

namespace shoal::test {

SHOAL_WITH_FMA double oracle_sq_distance(const float* x, const double* centroid, std::int64_t d) {
  if (d > 16) {
    double sum = 0;
    for (std::int64_t j = 0; j < d; ++j) {
      const double difference = double{x[j]} - centroid[j];
      sum = std::fma(difference, difference, sum);
    }
    return sum;
  }
  float sum = 0;
  for (std::int64_t j = 0; j < d; ++j) {
    const float difference = x[j] - static_cast<float>(centroid[j]);
    sum = std::fma(difference, difference, sum);
  }
  return sum;
}

SHOAL_WITH_FMA double oracle_sq_distance(const double* x, const double* centroid, std::int64_t d) {
  double sum = 0;
  for (std::int64_t j = 0; j < d; ++j) {
    const double difference = x[j] - centroid[j];
    sum = std::fma(difference, difference, sum);
  }
  return sum;
}

Int128 oracle_round_scaled(double value, int exponent) {
  if (value == 0) return 0;
  int binary = 0;
  const double fraction = std::frexp(std::fabs(value), &binary);
  const auto significand = static_cast<Int128>(fraction * 0x1p53);  // exact: 53 bits
  const int shift = binary - 53 + exponent;
  Int128 magnitude = 0;
  if (shift >= 0) {
    magnitude = significand << shift;
  } else if (shift >= -60) {
    const Int128 unit = Int128{1} << -shift;
    const Int128 remainder = significand % unit;
    magnitude = significand / unit;
    const bool up = 2 * remainder > unit || (2 * remainder == unit && magnitude % 2 == 1);
    if (up) ++magnitude;
  }
  return value < 0 ? -magnitude : magnitude;
}

Int128 oracle_quantised_sq(double sq, double weight, int exponent) {
  constexpr Int128 cap = Int128{1} << 52;
  if (weight == 0) return 0;
  const double weighted = weight * sq;
  if (weighted == 0) return 0;
  // Beyond 2^60 at exponent 0 the shift could leave 128 bits; anything there is above the cap already.
  if (std::isinf(weighted) || std::ilogb(weighted) + exponent > 60) return cap;
  const Int128 quantised = oracle_round_scaled(weighted, exponent);
  return quantised < cap ? quantised : cap;
}

}  // namespace shoal::test
