// The scale of a silhouette of float points, by what it promises: squared differences are 0 or normal floats.
#include "device/silhouette_scale.hpp"

#include <gtest/gtest.h>

#include <cfloat>
#include <cmath>

namespace shoal {
namespace {

/// True when the squared difference of two scaled values is 0 or a normal float.
bool normal(float a, float b, double scale) {
  const float difference = static_cast<float>(a * scale) - static_cast<float>(b * scale);
  const float sq = difference * difference;
  return sq == 0.0f || std::isnormal(sq);
}

TEST(SilhouetteScale, MakesSquaredDifferencesNormalAtBothEnds) {
  for (const float largest : {FLT_MAX, 1.0f, 1.5f, 2.0f, 0x1p-60f, 0x1p-149f}) {
    const double scale = *detail::silhouette_scale(largest, largest);
    int exponent = 0;
    EXPECT_EQ(std::frexp(scale, &exponent), 0.5) << "no power of two";
    const double scaled = largest * scale;
    EXPECT_GE(scaled, 0x1p49);
    EXPECT_LT(scaled, 0x1p50);
    EXPECT_TRUE(normal(largest, -largest, scale));
    EXPECT_LT(std::ldexp(4.0 * scaled * scaled, 26), 0x1p128) << "2^26 columns";
    const auto smallest = static_cast<float>(0x1p-39 / scale);
    if (static_cast<double>(smallest) * scale != 0x1p-39) continue;  // below the range of floats
    EXPECT_TRUE(detail::silhouette_scale(largest, smallest).has_value());
    EXPECT_TRUE(normal(smallest, 0.0f, scale));
    const float next = std::nextafter(smallest, 1.0f);
    EXPECT_TRUE(normal(smallest, next, scale));
  }
}

TEST(SilhouetteScale, IsRefusedWhereAValueIsTooSmallBesideTheLargest) {
  EXPECT_TRUE(detail::silhouette_scale(1.0f, 0x1p-88f).has_value());
  EXPECT_FALSE(detail::silhouette_scale(1.0f, 0x1.fffffep-89f).has_value());
  EXPECT_FALSE(detail::silhouette_scale(FLT_MAX, 1e-30f).has_value());
}

TEST(SilhouetteScale, IsOneWhereAllValuesAreZero) { EXPECT_EQ(detail::silhouette_scale(0.0f, 0.0f), 1.0); }

}  // namespace
}  // namespace shoal
