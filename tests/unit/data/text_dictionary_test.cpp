#include "data/input/text_dictionary.hpp"

#include <gmock/gmock.h>

#include <string>

#include "data/transactions/line_kinds.hpp"

namespace shoal::data {
namespace {

TEST(TextDictionary, NumbersTextsInOrderOfFirstAppearance) {
  TextDictionary<Texts> dictionary;
  constexpr int k_texts = 5000;  // far beyond the first table
  for (int i = 0; i < 2 * k_texts; ++i) ASSERT_EQ(dictionary.code("text " + std::to_string(i % k_texts)), i % k_texts);
  const Texts texts = dictionary.take();
  ASSERT_EQ(texts.size(), static_cast<std::size_t>(k_texts));
  EXPECT_EQ(texts[0], "text 0");
  EXPECT_EQ(texts[4999], "text 4999");
  EXPECT_EQ(dictionary.code("another"), 0);
}

TEST(TextDictionary, ManyAtOnceAreTheSameAsOneAfterTheOther) {
  std::vector<std::string> texts;
  for (int i = 0; i < 3000; ++i) texts.push_back(i % 7 == 0 ? "" : std::to_string(i % 1000));
  TextDictionary<Texts> at_once, singly;
  const std::vector<std::int32_t> codes = at_once.codes({texts.begin(), texts.end()});
  for (std::size_t i = 0; i < texts.size(); ++i) {
    ASSERT_EQ(codes[i], texts[i].empty() ? -1 : singly.code(texts[i])) << i;
  }
  EXPECT_EQ(at_once.values(), singly.values());
}

TEST(LineKinds, AreDistinctInEveryPart) {
  LineKinds kinds;
  EXPECT_EQ(kinds.code({1, 2, 3.0, 4.0}), 0);
  EXPECT_EQ(kinds.code({1, 2, 3.0, 4.5}), 1);
  EXPECT_EQ(kinds.code({1, 2, 3.5, 4.0}), 2);
  EXPECT_EQ(kinds.code({1, -1, 3.0, 4.0}), 3);
  EXPECT_EQ(kinds.code({2, 2, 3.0, 4.0}), 4);
  EXPECT_EQ(kinds.code({1, 2, 3.0, 4.0}), 0);
  EXPECT_EQ(kinds.code({1, 2, 0.0, 4.0}), 5);
  EXPECT_EQ(kinds.code({1, 2, -0.0, 4.0}), 5);
  for (int i = 0; i < 5000; ++i) ASSERT_EQ(kinds.code({i, i, -1.0, 1.0}), 6 + i);
  EXPECT_EQ(kinds.take().size(), 5006u);
}

}  // namespace
}  // namespace shoal::data
