// What is counted of a document before it is parsed, and how a document of ours ends.
#include "base/json_bounds.hpp"

#include <gtest/gtest.h>

#include <string>

#include "base/json_seal.hpp"

namespace shoal::detail {
namespace {

TEST(JsonBounds, CountDepthKeysAndValues) {
  const JsonBounds bounds{.depth = 3, .keys = 2, .values = 7};
  for (const char* good : {"{}", "1", "[[[]]]", R"({"a":1,"b":[1,2,3,4]})", R"([{"a":1},{"a":1,"b":2}])"}) {
    EXPECT_FALSE(json_flaw(good, bounds)) << good;
  }
  for (const char* bad : {"", "[[[[]]]]", R"({"a":1,"a":1,"a":1})", "[1,2,3,4,5,6,7]", "[[],[],[],[],[],[],[]]", "[1,",
                          "{} {}", "\xff", "[1e999999]x"}) {
    EXPECT_TRUE(json_flaw(bad, bounds)) << bad;
  }
  EXPECT_EQ(json_flaw("{\n\n oops}", {}).value_or(0) > 3, true);
}

TEST(JsonSeal, FitsTheBytesBeforeIt) {
  const std::string text = "{\n  \"format\": 12", whole = text + json_seal(text);
  EXPECT_EQ(seal_of(whole), Seal::whole);
  EXPECT_EQ(leading_format(whole), 12u);
  EXPECT_EQ(seal_of("{}"), Seal::absent);
  EXPECT_EQ(seal_of(whole + "\n"), Seal::absent);
  std::string altered = whole;
  altered[3] = ' ';
  altered[12] = '3';
  EXPECT_EQ(seal_of(altered), Seal::broken);
  for (const char* none : {"", "{", "{\"seed\": 1", "{\"format\": \"1\"", "[1", "{\"format\"}"})
    EXPECT_FALSE(leading_format(none));
  EXPECT_EQ(leading_format(" { \"format\"\t:\n3"), 3u);
}

}  // namespace
}  // namespace shoal::detail
