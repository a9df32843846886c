#include "data/input/encoding.hpp"

#include <gmock/gmock.h>

namespace shoal::data {
namespace {

TEST(Encoding, Utf8) {
  EXPECT_TRUE(is_utf8(""));
  EXPECT_TRUE(is_utf8("plain"));
  EXPECT_TRUE(is_utf8("£ é € 🙂"));
  EXPECT_FALSE(is_utf8("\xa3"));
  EXPECT_FALSE(is_utf8("\xc3"));
  EXPECT_FALSE(is_utf8("\xed\xa0\x80"));  // a surrogate
  EXPECT_FALSE(is_utf8("\xc0\xaf"));      // longer than needed
}

TEST(Encoding, Latin1) {
  EXPECT_EQ(latin1_to_utf8("R\xe9union \xa3"), "Réunion £");
  EXPECT_EQ(latin1_to_utf8("\x80\x93\x94\x99"), "€“”™");
}

TEST(Encoding, EveryByteBecomesACharacterOfItsOwn) {
  std::vector<std::string> seen;
  for (int byte = 0; byte < 256; ++byte) {
    seen.push_back(latin1_to_utf8(std::string(1, static_cast<char>(byte))));
    EXPECT_TRUE(is_utf8(seen.back())) << byte;
  }
  std::sort(seen.begin(), seen.end());
  EXPECT_EQ(std::unique(seen.begin(), seen.end()), seen.end());
}

TEST(Encoding, ShownIsOneLineOfUtf8) {
  EXPECT_EQ(shown("a\nb\r\tc\x01"), "a\\nb\\r\\tc\\u0001");
  EXPECT_EQ(shown("\xa3"), "£");
  EXPECT_EQ(shown("abcdef", 3), "abc ...");
  EXPECT_EQ(shown("££", 3), "£ ...");
}

}  // namespace
}  // namespace shoal::data
