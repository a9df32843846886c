#include "segments/name_table.hpp"

#include <gmock/gmock.h>

#include "shoal/error.hpp"
#include "shoal/segments.hpp"

namespace shoal::detail {
namespace {

using testing::HasSubstr;

TEST(NameTable, ReadsEveryKindOfCondition) {
  const auto rules = parse_name_table(
      "# a comment\r\n\nformat = 1\n[ Big spenders ]\n"
      "when = recency_days <p40 and frequency >= 3 and total_spend > 2.5x and bulk_share <= 12.5 %\n"
      "advice = Write = to them.\n\n[Rest]\nadvice=Wait.",
      "x");
  ASSERT_EQ(rules.size(), 2u);
  EXPECT_EQ(rules[0].name, "Big spenders");
  EXPECT_EQ(rules[0].advice, "Write = to them.");
  EXPECT_EQ(rules[1].conditions.size(), 0u);
  const auto& conditions = rules[0].conditions;
  ASSERT_EQ(conditions.size(), 4u);
  EXPECT_EQ(conditions[0].column, 0u);
  EXPECT_EQ(conditions[0].comparison, Comparison::less);
  EXPECT_EQ(conditions[0].measure, Measure::rank);
  EXPECT_DOUBLE_EQ(conditions[0].threshold, 0.4);
  EXPECT_EQ(conditions[1].comparison, Comparison::at_least);
  EXPECT_EQ(conditions[1].measure, Measure::value);
  EXPECT_EQ(conditions[1].threshold, 3.0);
  EXPECT_EQ(conditions[2].comparison, Comparison::more);
  EXPECT_EQ(conditions[2].measure, Measure::ratio);
  EXPECT_EQ(conditions[2].threshold, 2.5);
  EXPECT_EQ(conditions[3].comparison, Comparison::at_most);
  EXPECT_DOUBLE_EQ(conditions[3].threshold, 0.125);
}

TEST(NameTable, ReadsTheShareOfMembers) {
  const auto rules = parse_name_table(
      "format = 2\nshare = 75 %\n[A]\nwhen = gaps_away > 2\nadvice = x\n[B]\nshare = 0.9\nadvice = y\n", "x");
  ASSERT_EQ(rules.size(), 2u);
  EXPECT_EQ(rules[0].about, About::members);
  EXPECT_DOUBLE_EQ(rules[0].share, 0.75);
  EXPECT_DOUBLE_EQ(rules[1].share, 0.9);
  EXPECT_EQ(k_name_features[rules[0].conditions[0].column], "gaps_away");
  EXPECT_EQ(parse_name_table("format = 1\n[A]\nadvice = x\n", "x")[0].about, About::medians);
}

TEST(NameTable, TheBuiltInOneIsReadable) {
  const auto rules = parse_name_table(builtin_segment_names(), "built-in");
  EXPECT_GE(rules.size(), 10u);
  for (const NameRule& rule : rules) EXPECT_LT(rule.advice.size(), 130u) << rule.name;
}

struct Mistake {
  const char* text;
  const char* message;
  const char* line;
};

TEST(NameTable, SaysWhereAMistakeIs) {
  const Mistake mistakes[] = {
      {"", "format = 1", "line 1"},
      {"[A]\nadvice = x\n", "format = 1", "line 1"},
      {"format = 3\n", "formats 1 and 2", "line 1"},
      {"format = 1\n[A]\nshare = 80 %\n", "\"share\" is not a key", "line 3"},
      {"format = 2\nshare = 0 %\n", "is not a share", "line 2"},
      {"format = 2\n[A]\nshare = 101 %\n", "is not a share", "line 3"},
      {"format = 1\n", "no segment name", "line 1"},
      {"format = 1\nadvice = x\n", "[Name] must come first", "line 2"},
      {"format = 1\n[A\n", "closing bracket", "line 2"},
      {"format = 1\n[ ]\n", "must not be empty", "line 2"},
      {"format = 1\n[A]\nadvice = x\n[A]\n", "is there already", "line 4"},
      {"format = 1\n[A]\n[B]\nadvice = x\n", "\"A\" has no advice", "line 3"},
      {"format = 1\n[A]\nhint = x\n", "\"hint\" is not a key", "line 3"},
      {"format = 1\n[A]\nsomething\n", "expected [Name]", "line 3"},
      {"format = 1\n[A]\nadvice = x\nadvice = y\n", "two lines of advice", "line 4"},
      {"format = 1\n[A]\nadvice = \n", "advice is empty", "line 3"},
      {"format = 1\n[A]\nwhen = frequency > 1\nwhen = frequency > 2\n", "two lines of conditions", "line 4"},
      {"format = 1\n[A]\nwhen = frequenzy > 1\n", "did you mean \"frequency\"", "line 3"},
      {"format = 1\n[A]\nwhen = frequency = 1\n", "is not a condition", "line 3"},
      {"format = 1\n[A]\nwhen = frequency > \n", "is not a value", "line 3"},
      {"format = 1\n[A]\nwhen = frequency > p101\n", "is not a value", "line 3"},
      {"format = 1\n[A]\nwhen = frequency > nan\n", "is not a value", "line 3"},
      {"format = 1\n[A]\nwhen = frequency > 3 orders\n", "is not a value", "line 3"},
      {"format = 1\n[A]\nwhen = frequency > 3 and \n", "is not a value", "line 3"},
  };
  for (const Mistake& mistake : mistakes) {
    try {
      parse_name_table(mistake.text, "names.txt");
      ADD_FAILURE() << mistake.text;
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::usage);
      EXPECT_THAT(error.message(), HasSubstr(mistake.message)) << mistake.text;
      EXPECT_THAT(error.where(), testing::StartsWith("names.txt")) << mistake.text;
      EXPECT_THAT(error.where() + ".", HasSubstr(mistake.line)) << mistake.text;
    }
  }
}

}  // namespace
}  // namespace shoal::detail
