#include "data/transactions/conditions.hpp"

#include <gmock/gmock.h>

#include "errors.hpp"
#include "shoal/line_choice.hpp"
#include "shoal/text.hpp"
#include "shoal/transactions.hpp"
#include "temporary_folder.hpp"

namespace shoal {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(Conditions, AreReadAndWritten) {
  const auto again = [](std::string_view text) { return condition_text(parse_condition(text, false, "--where")); };
  EXPECT_EQ(again("status != canceled"), "status!=canceled");
  EXPECT_EQ(again("Order Status=Shipped - Lost"), "Order Status=Shipped - Lost");
  EXPECT_EQ(again("price>=2.5"), "price>=2.5");
  EXPECT_EQ(again("a == b"), "a=b");
  EXPECT_EQ(again("\"a=b\" < '5'"), "\"a=b\"<5");
  EXPECT_EQ(again("Cancelled at ="), "Cancelled at=");
  const LineCondition condition = parse_condition("'x<y' <= ' z'", true, "--drop-where");
  EXPECT_EQ(condition.column, "x<y");
  EXPECT_EQ(condition.comparison, Comparison::less_or_equal);
  EXPECT_EQ(condition.value, " z");
  EXPECT_EQ(condition_option(condition), "--drop-where '\"x<y\"<=\" z\"'");
  for (const char* text : {"", "status", "=x", "  != y", "status canceled"}) {
    EXPECT_EQ(test::error_of([&] { parse_condition(text, false, "--where"); }).code(), ErrorCode::usage) << text;
  }
}

TEST(Conditions, CompareNumbersDatesAndTexts) {
  const auto holds = [](std::string_view condition, std::string_view text) {
    ReadTransactionsOptions options;
    options.date_order = DateOrder::month_first;
    return data::Comparer(parse_condition(condition, false, ""), data::FieldForms({}, options)).holds(text);
  };
  EXPECT_TRUE(holds("a=5", "5.0"));
  EXPECT_TRUE(holds("a<10", "9"));
  EXPECT_FALSE(holds("a<10", "text"));
  EXPECT_TRUE(holds("a!=10", "text"));
  EXPECT_FALSE(holds("a<10", ""));
  EXPECT_TRUE(holds("a=Canceled", " CANCELED"));
  EXPECT_TRUE(holds("a=", " "));
  EXPECT_TRUE(holds("a!=", "x"));
  EXPECT_TRUE(holds("a<b", "A"));
  EXPECT_TRUE(holds("a>=2022-03-01", "3/1/2022"));
  EXPECT_TRUE(holds("a<=2022-03-01", "2022-03-01 18:00")) << "a day without a time is meant whole";
  EXPECT_FALSE(holds("a<=2022-03-01 12:00", "2022-03-01 18:00"));
}

/// Reads lines with a status and an amount that no role takes.
ReadTransactionsResult read(const LineChoice& choice, const std::string& more = {}) {
  const test::TemporaryFolder folder;
  const auto path = folder.write("t.csv",
                                 "Invoice,Item,Qty,Date,Price,Customer,Order Status,weight\n"
                                 "1,A,2,2011-01-01,1.5,7,done,10\n"
                                 "2,B,2,2011-01-02,2.5,8,Canceled,9\n"
                                 "3,C,3,2011-01-03,3.5,9,done,2\n" +
                                     more);
  ThreadPool threads(1);
  return read_transactions(threads, path, {}, choice);
}

LineChoice dropping(const char* text) { return {{parse_condition(text, true, "")}, {}, {}}; }
LineChoice taking(const char* text) { return {{parse_condition(text, false, "")}, {}, {}}; }

TEST(Conditions, MarkTheLinesOfAFile) {
  EXPECT_THAT(read(dropping("Order Status=canceled")).transactions.left_out, ElementsAre(0, 1, 0));
  EXPECT_THAT(read(dropping("orderstatus=canceled")).transactions.left_out, ElementsAre(0, 1, 0));
  EXPECT_THAT(read(taking("weight > 5")).transactions.left_out, ElementsAre(0, 0, 1));
  EXPECT_THAT(read(taking("Qty<=2")).transactions.left_out, ElementsAre(0, 0, 1)) << "a column with a role";
  EXPECT_THAT(read(taking("date < 2011-01-03")).transactions.left_out, ElementsAre(0, 0, 1));
  EXPECT_THAT(read(taking("customer != 7")).transactions.left_out, ElementsAre(1, 0, 0));
  LineChoice two = dropping("order status=canceled");
  two.conditions.push_back(parse_condition("weight>9", true, ""));
  EXPECT_THAT(read(two).transactions.left_out, ElementsAre(2, 1, 0));
}

TEST(Conditions, AreStepsOfCleaning) {
  CleanOptions options;
  options.choice = dropping("order status=canceled");
  options.since = parse_iso_time("2011-01-02");
  const Cleaned cleaned = clean(read(options.choice).transactions, options);
  ASSERT_EQ(cleaned.steps[1].step, "not_chosen");
  EXPECT_EQ(cleaned.steps[1].description, "order status=canceled");
  EXPECT_EQ(cleaned.steps[1].removed, 1);
  EXPECT_EQ(cleaned.steps[1].revenue, 13.5);
  EXPECT_EQ(cleaned.steps[2].step, "other_dates");
  EXPECT_EQ(cleaned.steps[2].removed, 1);
  EXPECT_THAT(cleaned.state, ElementsAre(LineState::other_date, LineState::not_chosen, LineState::kept));
}

TEST(Conditions, ALineThatIsLeftOutMayBeUnreadable) {
  const std::string more = "4,D,1,2011-01-04,,9,canceled,1\n";
  EXPECT_EQ(test::error_of([&] { read({}, more); }).code(), ErrorCode::data);
  EXPECT_THAT(read(dropping("order status=canceled"), more).transactions.left_out, ElementsAre(0, 1, 0, 1));
}

TEST(Conditions, WhatStandsOnTheFirstLineOfAnOrderHoldsForItsOthers) {
  const test::TemporaryFolder folder;
  ThreadPool threads(1);
  const auto left_out = [&](const std::string& lines) {
    const auto path = folder.write("t.csv", "Invoice,Item,Qty,Date,Price,Customer,Status\n" + lines);
    return read_transactions(threads, path, {}, dropping("status=refunded")).transactions.left_out;
  };
  EXPECT_THAT(left_out("1,A,2,2011-01-01,1.5,7,refunded\n1,B,2,2011-01-01,1.5,7,\n2,C,2,2011-01-01,1.5,7,paid\n2,D,2,"
                       "2011-01-01,1.5,7,\n"),
              ElementsAre(1, 1, 0, 0));
  EXPECT_THAT(left_out("1,A,2,2011-01-01,1.5,7,refunded\n1,B,2,2011-01-01,1.5,7,\n2,C,2,2011-01-01,1.5,7,\n2,D,2,2011-"
                       "01-01,1.5,7,\n"),
              ElementsAre(1, 0, 0, 0))
      << "a mark of single lines";
}

TEST(Conditions, AColumnOrValueThatIsNotThereIsSaid) {
  const Error column = test::error_of([] { read(dropping("state=canceled")); });
  EXPECT_EQ(column.code(), ErrorCode::data);
  EXPECT_THAT(column.found(), HasSubstr("Order Status, weight"));
  const auto doubts = read(dropping("order status=cancelled")).reading.doubts;
  ASSERT_EQ(doubts.size(), 2u);
  EXPECT_EQ(doubts[0].about, "idle_condition");
  EXPECT_THAT(doubts[0].sentence, HasSubstr("Order Status holds done (2), Canceled (1)"));
  const Error none = test::error_of([] { read(taking("order status=paid")); });
  EXPECT_EQ(none.code(), ErrorCode::data);
  EXPECT_THAT(none.found(), HasSubstr("done (2)"));
}

}  // namespace
}  // namespace shoal
