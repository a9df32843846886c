// Numbers against the C library (correctly rounded in glibc).
#include "data/input/numbers.hpp"

#include <gmock/gmock.h>

#include <cmath>
#include <cstdlib>
#include <string>

#include "shoal/random.hpp"

namespace shoal::data {
namespace {

TEST(Numbers, AsTheCLibraryReadsThem) {
  for (const char* text : {"0",
                           "-0",
                           "7",
                           "-12",
                           "2.55",
                           ".5",
                           "5.",
                           "-.25",
                           "0.1",
                           "0.2",
                           "0.3",
                           "123456789012345",
                           "99999999999999.9",
                           "1e5",
                           "1E-5",
                           "1e308",
                           "4.9e-324",
                           "2.2250738585072011e-308",
                           "9007199254740993",
                           "0.000000000000001",
                           "179769313486231570000000000000000000000"}) {
    const auto value = parse_number(text);
    ASSERT_TRUE(value) << text;
    EXPECT_EQ(*value, std::strtod(text, nullptr)) << text;
    EXPECT_EQ(std::signbit(*value), std::signbit(std::strtod(text, nullptr))) << text;
  }
}

TEST(Numbers, RandomDecimals) {
  for (std::uint64_t i = 0; i < 200000; ++i) {
    const std::uint64_t bits = random_bits(1, Purpose::sample, i);
    const auto places = static_cast<std::size_t>(1 + bits % 16);
    std::string text = std::to_string(random_below(10'000'000'000'000'000, 2, Purpose::sample, i)).substr(0, places);
    text.insert(bits / 16 % (text.size() + 1), ".");
    if (bits / 256 % 2 == 0) text.insert(0, "-");
    if (text == "." || text == "-.") continue;
    const auto value = parse_number(text);
    ASSERT_TRUE(value) << text;
    ASSERT_EQ(*value, std::strtod(text.c_str(), nullptr)) << text;
  }
}

TEST(Numbers, BlanksAndSigns) {
  EXPECT_EQ(parse_number(" 7\t"), 7.0);
  EXPECT_EQ(parse_number("+7"), 7.0);
  EXPECT_EQ(parse_number("1e-999"), 0.0);
  EXPECT_TRUE(std::isnan(parse_number("nan").value()));
  EXPECT_TRUE(std::isinf(parse_number("-inf").value()));
}

TEST(Numbers, WhatIsNone) {
  for (const char* text :
       {"", " ", "-", "+", ".", "-.", "+-1", "--1", "1 2", "1,2", "1.2.3", "0x1", "1e", "six", "1e999", "$1"}) {
    EXPECT_FALSE(parse_number(text)) << text;
  }
}

TEST(Numbers, Missing) {
  for (const char* text : {"", " ", "NaN", "nan", "NULL", "None", "NA", "N/A"}) EXPECT_TRUE(is_missing(text)) << text;
  for (const char* text : {"0", "nano", "x", "n", "none of it"}) EXPECT_FALSE(is_missing(text)) << text;
}

}  // namespace
}  // namespace shoal::data
