#include "report/palette.hpp"

#include <gmock/gmock.h>

#include <cmath>

namespace shoal::report {
namespace {

/// CIELAB lightness from the contrast with black: (Y + 0.05) / 0.05.
double lightness(std::string_view colour) {
  const double y = contrast(colour, "#000000") * 0.05 - 0.05;
  return 116.0 * std::cbrt(y) - 16.0;
}

TEST(Palette, InkReadsOnEveryColour) {
  for (const auto& colours : {k_light_colours, k_dark_colours}) {
    for (const auto colour : colours) EXPECT_GE(contrast(colour, ink_on(colour)), 4.5) << colour;
  }
  for (int i = -20; i <= 20; ++i) {
    const std::string colour = diverging(i / 20.0);
    EXPECT_GE(contrast(colour, ink_on(colour)), 4.5) << colour;
  }
}

TEST(Palette, FirstFourDifferInGrey) {
  for (std::size_t a = 0; a < 4; ++a) {
    for (std::size_t b = 0; b < a; ++b) {
      EXPECT_GE(std::abs(lightness(k_light_colours[a]) - lightness(k_light_colours[b])), 13.5) << a << " " << b;
    }
  }
}

TEST(Palette, ContrastIsThatOfWcag) {
  EXPECT_DOUBLE_EQ(contrast("#000000", "#ffffff"), 21.0);
  EXPECT_NEAR(contrast("#777777", "#ffffff"), 4.48, 0.005);  // the well-known grey that just fails 4.5
}

TEST(Palette, ClassesRepeatAfterTwelve) {
  EXPECT_EQ(segment_class(0), "s0");
  EXPECT_EQ(segment_class(13), "s1");
  EXPECT_EQ(segment_class(-1), "sx");
}

}  // namespace
}  // namespace shoal::report
