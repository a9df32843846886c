#include "report/scale.hpp"

#include <gmock/gmock.h>

#include <bit>
#include <cmath>
#include <limits>
#include <random>

namespace shoal::report {
namespace {

using testing::ElementsAre;

TEST(Ticks, AreRoundAndEnclose) {
  EXPECT_THAT(nice_ticks(0, 6483.6).at, ElementsAre(0, 2000, 4000, 6000, 8000));
  EXPECT_THAT(nice_ticks(0, 1).at, ElementsAre(0, 0.25, 0.5, 0.75, 1));
  EXPECT_THAT(nice_ticks(0, 7, true).at, ElementsAre(0, 2, 4, 6, 8));
  EXPECT_THAT(inner_ticks(2, 10, true).at, ElementsAre(2, 4, 6, 8, 10));
  EXPECT_THAT(inner_ticks(2, 4, true).at, ElementsAre(2, 3, 4));
  EXPECT_THAT(inner_ticks(-2.7, 2.6).at, ElementsAre(-2, -1, 0, 1, 2));
}

TEST(Ticks, OfAnyRangeAreAtMostFiveAndEvenlySpaced) {
  std::mt19937_64 random(1);
  for (int i = 0; i < 20000; ++i) {
    double low = std::bit_cast<double>(random()), high = std::bit_cast<double>(random());
    if (i % 2 == 0) high = low * (1 + 1e-9 * static_cast<double>(random() % 1000));
    for (const bool whole : {false, true}) {
      const Ticks ticks = nice_ticks(low, high, whole);
      ASSERT_GE(ticks.at.size(), 2U) << low << " " << high;
      ASSERT_LE(ticks.at.size(), 5U) << low << " " << high;
      ASSERT_LE(inner_ticks(low, high, whole).at.size(), 5U);
      for (const double at : ticks.at) ASSERT_TRUE(std::isfinite(at));
      ASSERT_LT(ticks.low(), ticks.high());
      if (std::isfinite(low) && std::isfinite(high) && std::abs(low) < 1e300 && std::abs(high) < 1e300) {
        const double slack = 1e-8 * ticks.step;  // the ticks' own allowance, so that 0.3 is not thought above 3 * 0.1
        ASSERT_LE(ticks.low(), std::min(low, high) + slack);
        ASSERT_GE(ticks.high(), std::max(low, high) - slack);
      }
    }
  }
}

TEST(Scale, ClampsWhatIsOutsideAndNeverDivides) {
  const Scale scale(0, 10, 100, 200);
  EXPECT_EQ(scale(5), 150);
  EXPECT_EQ(scale(-1), 100);
  EXPECT_EQ(scale(1e308), 200);
  EXPECT_EQ(scale(std::numeric_limits<double>::quiet_NaN()), 100);
  EXPECT_EQ(Scale(3, 3, 100, 200)(3), 100);
}

TEST(TickText, IsWhatPeopleWrite) {
  EXPECT_EQ(number_tick(6000, 2000), "6,000");
  EXPECT_EQ(number_tick(0.25, 0.25), "0.25");
  EXPECT_EQ(number_tick(0.5, 0.25), "0.50");
  EXPECT_EQ(number_tick(-2, 1), "−2");
  EXPECT_EQ(number_tick(0, 50000), "0");
  EXPECT_EQ(number_tick(50000, 50000), "50k");
  EXPECT_EQ(number_tick(1.5e6, 5e5), "1.5m");
  EXPECT_EQ(number_tick(2e9, 1e9), "2bn");
  EXPECT_EQ(number_tick(1e20, 1e20), "1e+20");
  EXPECT_EQ(percent_tick(0.75, 0.25), "75 %");
}

TEST(Coordinate, IsShortAndFinite) {
  EXPECT_EQ(coordinate(12.34), "12.3");
  EXPECT_EQ(coordinate(12.0), "12");
  EXPECT_EQ(coordinate(-0.01), "0");
  EXPECT_EQ(coordinate(std::numeric_limits<double>::infinity()), "0");
}

}  // namespace
}  // namespace shoal::report
