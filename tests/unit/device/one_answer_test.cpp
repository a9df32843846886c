// The shared arithmetic against arithmetic in whole numbers.
#include "shoal/one_answer.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "oracle_arithmetic.hpp"
#include "shoal/random.hpp"

namespace shoal {
namespace {

constexpr double k_infinity = std::numeric_limits<double>::infinity();

double unit(std::uint64_t index, std::uint32_t lane) { return random_unit(7, Purpose::sample, index, lane); }

int between(int low, int high, std::uint64_t index, std::uint32_t lane) {
  const auto span = static_cast<std::uint64_t>(high - low + 1);
  return low + static_cast<int>(random_below(span, 7, Purpose::sample, index, lane));
}

TEST(OneAnswer, QuantiseRoundsToTheNearestWholeNumber) {
  EXPECT_EQ(quantise(0.5, 1.0), 0);
  EXPECT_EQ(quantise(1.5, 1.0), 2);
  EXPECT_EQ(quantise(-2.5, 1.0), -2);
  EXPECT_EQ(quantise(0x1p61, 1.0), std::int64_t{1} << 61);
  for (std::uint64_t i = 0; i < 200'000; ++i) {
    const int size = between(-900, 900, i, 1);
    const int exponent = between(-20, 61, i, 2) - size;
    const double value = std::ldexp(2 * unit(i, 0) - 1, size);
    ASSERT_EQ(Int128{quantise(value, power_of_two(exponent))} - test::oracle_round_scaled(value, exponent), 0)
        << std::hexfloat << value << " " << exponent;
  }
}

TEST(OneAnswer, QuantiseSqWeighsAndCaps) {
  const double one = power_of_two(0);
  constexpr std::int64_t cap = std::int64_t{1} << 52;
  EXPECT_EQ(quantise_sq(3.0, 0.5, one), 2);
  EXPECT_EQ(quantise_sq(0x1p52, 1.0, one), cap);
  EXPECT_EQ(quantise_sq(0x1p60, 1.0, one), cap);
  EXPECT_EQ(quantise_sq(k_infinity, 1e-300, one), cap);
  EXPECT_EQ(quantise_sq(k_infinity, 0.0, one), 0);
  EXPECT_EQ(quantise_sq(1e300, 1e300, one), cap);
  for (std::uint64_t i = 0; i < 200'000; ++i) {
    const int size = between(-500, 500, i, 1);
    const int exponent = between(-20, 60, i, 2) - size;
    const double sq = std::ldexp(unit(i, 0), size);
    const double weight = 2 * unit(i, 3);
    ASSERT_EQ(Int128{quantise_sq(sq, weight, power_of_two(exponent))} - test::oracle_quantised_sq(sq, weight, exponent),
              0)
        << std::hexfloat << sq << " " << weight << " " << exponent;
  }
}

/// Rows and centroids from 1 to 20 columns; the oracle's chain is written separately.
TEST(OneAnswer, DistanceIsTheOracles) {
  for (std::uint64_t i = 0; i < 2000; ++i) {
    const int d = between(1, 20, i, 0);
    float x[20], c[20];
    double wide_x[20], wide_c[20];
    for (int j = 0; j < d; ++j) {
      wide_x[j] = x[j] = static_cast<float>(unit(i, 10 + static_cast<std::uint32_t>(j)));
      wide_c[j] = c[j] = static_cast<float>(unit(i, 40 + static_cast<std::uint32_t>(j)));
    }
    EXPECT_EQ(sq_distance(x, c, d), test::oracle_sq_distance(x, wide_c, d));
    EXPECT_EQ(sq_distance(wide_x, wide_c, d), test::oracle_sq_distance(wide_x, wide_c, d));
  }
}

TEST(OneAnswer, FloatChainEndsAtSixteenColumns) {
  // 1 + 2^-24 is not a float: the sum over the first two columns shows which precision the chain has.
  float x[17] = {1, 0x1p-12f}, c[17] = {};
  EXPECT_EQ(sq_distance(x, c, 16), 1.0);
  EXPECT_EQ(sq_distance(x, c, 17), 1.0 + 0x1p-24);
}

TEST(OneAnswer, ExponentsUseAllBitsAndNoMore) {
  EXPECT_EQ(quantisation_exponent(0.0, 39, 126), 0);
  for (const double largest : {1.0, 0.999, 1.5, 3.0, 1e-20, 1e20, 0x1p100}) {
    for (const int bits : {39, 52, 61}) {
      const int s = quantisation_exponent(largest, bits, 1022);
      EXPECT_LE(std::ldexp(largest, s), std::ldexp(1.0, bits));
      EXPECT_GE(std::ldexp(largest, s), std::ldexp(0.5, bits));
    }
  }
  EXPECT_EQ(quantisation_exponent(1e-300, 39, 126), 126);
  EXPECT_EQ(quantisation_exponent(1e300, 39, 126), -126);
}

/// |mean - exact| <= 3 * 2^-53 |exact|: each of the two conversions and the division rounds once. Checked without a
/// rounding: mean = m 2^e with a whole m, so the claim is |m 2^(e + s) weight - total| <= 3 * 2^-53 |total|.
TEST(OneAnswer, MeansAreExactToThreeRoundings) {
  for (std::uint64_t i = 0; i < 100'000; ++i) {
    const Int128 weight = 1 + static_cast<Int128>(unit(i, 0) * 0x1p31);
    const Int128 total =
        static_cast<Int128>((2 * unit(i, 1) - 1) * 0x1p53) * (1 + static_cast<Int128>(unit(i, 2) * 0x1p17));
    const int s = between(-60, 60, i, 3);
    const auto mean = quantised_mean<double>(total, weight, s, 0);
    int binary = 0;
    const auto m = static_cast<Int128>(std::frexp(mean, &binary) * 0x1p53);
    const int shift = binary - 53 + s;  // below 0 for all but means beyond 2^53: both sides times 2^-shift
    Int128 left = m * weight, right = total;
    if (shift >= 0) left <<= shift;
    if (shift < 0 && shift > -40) right <<= -shift;
    if (shift <= -40) continue;
    const Int128 difference = left > right ? left - right : right - left;
    const Int128 magnitude = right < 0 ? -right : right;
    ASSERT_LE(difference, 3 * (magnitude >> 53) + 3) << i;
  }
}

TEST(OneAnswer, MeansOfWholeNumbersAreExact) {
  EXPECT_EQ(quantised_mean<double>(30, 4, 0, 0), 7.5);
  EXPECT_EQ(quantised_mean<float>(-30, 4, 1, 0), -3.75f);
  EXPECT_EQ(quantised_mean<double>(30, 4, 5, 5), 7.5);
  EXPECT_EQ(quantised_mean<double>(Int128{3} << 100, Int128{1} << 100, 0, 0), 3.0);
  EXPECT_EQ(quantised_mean<float>(1, 3, 0, 0), 1.0f / 3.0f);
}

TEST(OneAnswer, WideWholeNumbersBecomeTheNearestDouble) {
  for (std::uint64_t i = 0; i < 200'000; ++i) {
    const auto high = static_cast<std::int64_t>(random_bits(7, Purpose::sample, i, 20));
    Int128 value = (Int128{high} << 64) | static_cast<Int128>(random_bits(7, Purpose::sample, i, 21));
    value >>= between(0, 127, i, 22);
    // Ties and their neighbours, too.
    if (i % 2 == 0) value = (value >> 54 << 54) + (Int128{1} << 53) + between(-1, 1, i, 23);
    ASSERT_EQ(to_double(value), static_cast<double>(value)) << i;
  }
}

}  // namespace
}  // namespace shoal
