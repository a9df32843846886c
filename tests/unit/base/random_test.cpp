// Known answers: Random123 1.14.0, tests/kat_vectors, lines "philox4x32 10".
#include "shoal/random.hpp"

#include <gmock/gmock.h>

#include <cmath>
#include <vector>

namespace shoal {
namespace {

using testing::ElementsAre;

TEST(Random, PhiloxGivesTheKnownAnswers) {
  EXPECT_THAT(philox({0, 0, 0, 0}, {0, 0}), ElementsAre(0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8));
  const std::uint32_t ones = 0xffffffff;
  EXPECT_THAT(philox({ones, ones, ones, ones}, {ones, ones}),
              ElementsAre(0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd));
  EXPECT_THAT(philox({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}),
              ElementsAre(0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1));
}

/// Every part of the address reaches the counter or the key.
TEST(Random, EveryPartOfTheAddressCounts) {
  const std::uint64_t base = random_bits(1, Purpose::restart, 1, 1);
  EXPECT_NE(base, random_bits(2, Purpose::restart, 1, 1));
  EXPECT_NE(base, random_bits(1 + (std::uint64_t{1} << 32), Purpose::restart, 1, 1));
  EXPECT_NE(base, random_bits(1, Purpose::split, 1, 1));
  EXPECT_NE(base, random_bits(1, Purpose::restart, 2, 1));
  EXPECT_NE(base, random_bits(1, Purpose::restart, 1 + (std::uint64_t{1} << 32), 1));
  EXPECT_NE(base, random_bits(1, Purpose::restart, 1, 2));
  EXPECT_EQ(random_bits(0, Purpose{0}, 0), 0xe169c58d6627e8d5u);
}

/// Chi-square over 100 bins: 99 degrees of freedom; 1e-6 of the distribution lies above 174.7 (scipy 1.15 chi2.isf).
TEST(Random, BelowAndUnitAreUniform) {
  constexpr int bins = 100, draws = 100000;
  std::vector<int> below(bins), unit(bins);
  for (std::uint64_t i = 0; i < draws; ++i) {
    ++below[random_below(bins, 42, Purpose::sample, i)];
    const double u = random_unit(42, Purpose::split, i);
    ASSERT_GE(u, 0.0);
    ASSERT_LT(u, 1.0);
    ++unit[static_cast<std::size_t>(u * bins)];
  }
  const auto chi_square = [](const std::vector<int>& counts) {
    double sum = 0;
    for (const int count : counts) sum += std::pow(count - draws / bins, 2) / (draws / bins);
    return sum;
  };
  EXPECT_LT(chi_square(below), 174.7);
  EXPECT_LT(chi_square(unit), 174.7);
}

TEST(Random, BelowCoversTheWholeRange) {
  EXPECT_EQ(random_below(1, 7, Purpose::sample, 3), 0u);
  const std::uint64_t n = ~std::uint64_t{0};
  std::uint64_t largest = 0;
  for (std::uint64_t i = 0; i < 100; ++i) largest = std::max(largest, random_below(n, 7, Purpose::sample, i));
  EXPECT_GT(largest, n / 2);
}

}  // namespace
}  // namespace shoal
