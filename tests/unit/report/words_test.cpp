#include "report/words.hpp"

#include <gmock/gmock.h>

#include <limits>

#include "report/html.hpp"
#include "report/table.hpp"

namespace shoal::report {
namespace {

TEST(Words, Numbers) {
  EXPECT_EQ(number_word(4), "four");
  EXPECT_EQ(number_word(13), "13");
  EXPECT_EQ(number_word(-1), "-1");
  EXPECT_EQ(percent(0.1849), "18\u00a0%");
  EXPECT_EQ(percent(0.0), "0\u00a0%");
  EXPECT_EQ(percent(0.004), "under 1\u00a0%");
  EXPECT_EQ(percent(std::numeric_limits<double>::quiet_NaN()), "–");
  EXPECT_EQ(counted(1, "customer", "customers"), "1\u00a0customer");
  EXPECT_EQ(counted(4338, "customer", "customers"), "4,338\u00a0customers");
  EXPECT_EQ(seconds_words(std::numeric_limits<double>::infinity()), "–");
  EXPECT_EQ(date_words("2010-12-01"), "1\u00a0December\u00a02010");
  EXPECT_EQ(date_words("2011-12-09T12:50:00"), "9\u00a0December\u00a02011");
  EXPECT_EQ(date_words("soon"), "soon");
  EXPECT_EQ(date_words("2011-13-09"), "2011-13-09");
}

TEST(Words, Features) {
  EXPECT_EQ(feature_words("recency_days"), "days since the last order");
  EXPECT_EQ(feature_words("petal_length"), "petal length");
  EXPECT_EQ(feature_number("total_spend", 1340.7), "1,341");
  EXPECT_EQ(feature_number("frequency", 2.5), "2.5");
  EXPECT_EQ(feature_number("return_share", 0.0123), "1.2");
  EXPECT_EQ(feature_number("petal_length", 1.25), "1.25");
  EXPECT_EQ(feature_number("total_spend", std::numeric_limits<double>::quiet_NaN()), "–");
}

TEST(Words, Rules) {
  EXPECT_EQ(rule_words("total_spend > 600 and recency_days <= 45"),
            "spent more than 600 in all, and last ordered at most 45 days ago");
  EXPECT_EQ(rule_words("frequency <= 1.5"), "at most 1 order");
  EXPECT_EQ(rule_words("frequency > 1.5"), "more than 1 order");
  EXPECT_EQ(rule_words("return_share > 0.1"), "value sent back more than 10.0 %");
  EXPECT_EQ(rule_words("width >= 2"), "width at least 2");
  EXPECT_EQ(rule_words("all customers"), "all customers");
  EXPECT_EQ(rule_words("frequency > many"), "frequency > many");
  EXPECT_EQ(rule_words(""), "");
}

TEST(Html, EscapesAndShortens) {
  EXPECT_EQ(escaped("<a href=\"x\">&'"), "&lt;a href=&quot;x&quot;&gt;&amp;&#39;");
  EXPECT_EQ(escaped(std::string_view("a\0b\x1b", 4)),
            "a\xef\xbf\xbd"
            "b\xef\xbf\xbd");
  EXPECT_EQ(shortened("abc", 3), "abc");
  EXPECT_EQ(shortened("abcd", 3), "ab…");
  EXPECT_EQ(shortened("ééééé", 3), "éé…");
  EXPECT_EQ(download_link("a.csv", "k,v\n1,\"2\"\n", "A & B"),
            "<a download=\"a.csv\" href=\"data:text/csv;charset=utf-8,k,v%0A1,%222%22%0A\">A &amp; B</a>");
}

TEST(TableCsv, QuotesAndDisarmsFormulas) {
  Table table;
  table.columns = {{"name", "Name", false}, {"value", "Value"}};
  table.rows = {{text_cell("a,\"b\""), number_cell("1,000", 1000.5)},
                {text_cell("=1+1"), number_cell("–", std::numeric_limits<double>::quiet_NaN())},
                {text_cell("x\ny"), number_cell("−1", -1)}};
  EXPECT_EQ(table_csv(table), "name,value\n\"a,\"\"b\"\"\",1000.5\n'=1+1,\n\"x\ny\",-1\n");
}

}  // namespace
}  // namespace shoal::report
