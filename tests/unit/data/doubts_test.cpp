#include <gmock/gmock.h>

#include <string>
#include <vector>

#include "data/transactions/undone_words.hpp"
#include "errors.hpp"
#include "shoal/transactions.hpp"
#include "temporary_folder.hpp"

namespace shoal {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::Field;
using testing::HasSubstr;
using testing::IsEmpty;

struct Line {
  std::string invoice, item = "A1001", quantity = "1", date = "2011-03-01", price = "2.5", customer = "", extra = "";
};

/// Thirty customers with two orders each, and `lines` after them.
std::string shop(const std::vector<Line>& lines, const std::string& extra = {}, const std::string& plain = {}) {
  std::string text = "Invoice,Item,Qty,Date,Price,Customer" + (extra.empty() ? "" : "," + extra) + "\n";
  const auto add = [&](const Line& line) {
    text += line.invoice + "," + line.item + "," + line.quantity + "," + line.date + "," + line.price + "," +
            line.customer + (extra.empty() ? "" : "," + line.extra) + "\n";
  };
  for (int order = 0; order < 60; ++order) {
    const std::string day = std::to_string(1 + order % 28);
    add({std::to_string(500 + order), "A1001", "1", "2011-02-" + (day.size() < 2 ? "0" + day : day), "2.5",
         std::to_string(100 + order % 30), plain});
  }
  for (const Line& line : lines) add(line);
  return text;
}

std::vector<Doubt> doubts(const std::string& text, const CleanOptions& options = {}) {
  const test::TemporaryFolder folder;
  ThreadPool threads(1);
  auto read = read_transactions(threads, folder.write("t.csv", text), {}, options.choice);
  std::vector<Doubt> found = std::move(read.reading.doubts);
  for (Doubt& doubt : doubts_about(read.transactions, clean(read.transactions, options), options))
    found.push_back(doubt);
  return found;
}

std::vector<std::string> keys(const std::vector<Doubt>& found) {
  std::vector<std::string> keys;
  for (const Doubt& doubt : found) keys.push_back(doubt.about);
  return keys;
}

std::vector<Line> copies(std::size_t count, const Line& line) { return std::vector<Line>(count, line); }

TEST(Doubts, APlainShopHasNone) {
  EXPECT_THAT(doubts(shop({})), IsEmpty());
  EXPECT_THAT(doubts(shop({{"C700", "A1001", "-1", "2011-03-01", "2.5", "101"}})), IsEmpty());
}

TEST(Doubts, InvoicesWithCThatTakeNothingBackAreOrders) {
  const std::vector<Line> lines = {{"CA-1", "A1001", "1", "2011-03-01", "2.5", "101"},
                                   {"CB-2", "A1001", "2", "2011-03-01", "2.5", "102"},
                                   {"ca-3", "A1001", "-1", "2011-03-01", "2.5", "103"}};
  const auto found = doubts(shop(lines));
  EXPECT_THAT(keys(found), ElementsAre("cancelled_prefix"));
  EXPECT_EQ(found[0].count, 3);
  EXPECT_EQ(found[0].option, "--cancelled-prefix C");
  CleanOptions asked;
  asked.cancelled_prefix = "C";
  EXPECT_THAT(doubts(shop(lines), asked), IsEmpty());
}

TEST(Doubts, ManyDuplicatesMayBePieces) {
  const auto found = doubts(shop(copies(11, {"900", "B2002", "1", "2011-03-01", "9", "101"})));
  EXPECT_THAT(keys(found), ElementsAre("many_duplicates"));
  EXPECT_EQ(found[0].count, 10);
  EXPECT_THAT(doubts(shop(copies(4, {"900", "B2002", "1", "2011-03-01", "9", "101"}))), IsEmpty());
}

TEST(Doubts, OneCustomerWithAQuarterOfTheRevenue) {
  const auto found = doubts(shop({{"900", "B2002", "1", "2011-03-01", "150", "4711"}}));
  EXPECT_THAT(keys(found), ElementsAre("dominant_customer"));
  EXPECT_THAT(found[0].sentence, HasSubstr("one of 31 customers, 4711, has 50 % of the revenue"));
  EXPECT_EQ(found[0].option, "--missing 4711");
}

TEST(Doubts, ALargeOrderThatWasCancelled) {
  const auto found = doubts(
      shop({{"900", "B2002", "1", "2011-03-01", "150", "4711"}, {"C901", "B2002", "-1", "2011-03-01", "150", "4711"}}));
  EXPECT_THAT(keys(found), ElementsAre("cancelled_orders"));
  EXPECT_THAT(found[0].sentence, HasSubstr("4711"));
  EXPECT_EQ(found[0].option, "--returns net");
}

TEST(Doubts, WhatCameBackIsNoDoubtWhenMoneyIsNet) {
  const test::TemporaryFolder folder;
  ThreadPool threads(1);
  const auto path = folder.write("t.csv", shop({{"900", "B2002", "1", "2011-03-01", "150", "4711"},
                                                {"C901", "B2002", "-1", "2011-03-01", "150", "4711"}}));
  const Transactions lines = read_transactions(threads, path, {}).transactions;
  EXPECT_THAT(doubts_about(lines, clean(lines, {}), {}, true), IsEmpty());
}

TEST(Doubts, FeesThatMakeUpMuchOfTheRevenue) {
  EXPECT_THAT(keys(doubts(shop({{"900", "POST", "1", "2011-03-01", "20", "101"}}))), ElementsAre("special_lines"));
  EXPECT_THAT(doubts(shop({{"900", "POST", "1", "2011-03-01", "3", "101"}})), IsEmpty());
}

TEST(Doubts, DatesFarFromAllOthers) {
  const auto future = doubts(shop({{"900", "B2002", "1", "2099-12-31", "2", "101"}}));
  EXPECT_THAT(keys(future), ElementsAre("far_dates"));
  EXPECT_EQ(future[0].option, "--until 2011-02-28");
  EXPECT_EQ(doubts(shop({{"900", "B2002", "1", "1970-01-01", "2", "101"}}))[0].option, "--since 2011-02-01");
  EXPECT_THAT(doubts(shop({{"900", "B2002", "1", "2011-12-31", "2", "101"}})), IsEmpty());
}

TEST(Doubts, ManyPlaceholdersAreFarToo) {
  EXPECT_THAT(keys(doubts(shop(copies(1, {"900", "B2002", "1", "1900-01-01", "2", "101"}))))[0], "far_dates");
  std::vector<Line> lines;
  for (int i = 0; i < 12; ++i)
    lines.push_back({std::to_string(900 + i), "A1001", "1", "1900-01-01", "2", std::to_string(100 + i)});
  const auto found = doubts(shop(lines));
  EXPECT_THAT(keys(found), ElementsAre("far_dates"));
  EXPECT_EQ(found[0].count, 12);
  EXPECT_EQ(found[0].option, "--since 2011-02-01");
}

TEST(Doubts, AShopThatGrewOverManyYearsIsPlain) {
  std::vector<Line> lines;
  for (int i = 0; i < 24; ++i) {
    const std::string date = std::to_string(1999 + i / 2) + (i % 2 == 0 ? "-01-01" : "-07-01");
    lines.push_back({std::to_string(900 + i), "A1001", "1", date, "2", std::to_string(100 + i)});
  }
  EXPECT_THAT(doubts(shop(lines)), IsEmpty());
}

TEST(Doubts, IdsThatASpreadsheetRounded) {
  EXPECT_THAT(keys(doubts(shop({{"900", "B2002", "1", "2011-03-01", "2", "5.41235E+16"}}))),
              ElementsAre("rounded_ids"));
  const auto invoices = doubts(
      shop({{"7E5", "B2002", "1", "2011-03-01", "2", "101"}, {"6.1e+05", "B2002", "1", "2011-03-01", "2", "101"}}));
  EXPECT_THAT(keys(invoices), ElementsAre("rounded_ids"));
  EXPECT_EQ(invoices[0].count, 1);
}

TEST(Doubts, MarksOfAMissingCustomer) {
  const auto found = doubts(shop({{"900", "B2002", "1", "2011-03-01", "2", "Guest"}}));
  EXPECT_THAT(keys(found), ElementsAre("missing_mark"));
  EXPECT_EQ(found[0].option, "--missing Guest");
  CleanOptions options;
  options.choice.missing = {"guest"};
  EXPECT_THAT(doubts(shop({{"900", "B2002", "1", "2011-03-01", "2", "Guest"}}), options), IsEmpty());
  options.choice.missing = {"nobody"};
  EXPECT_THAT(keys(doubts(shop({}), options)), ElementsAre("missing_unused"));
}

TEST(Doubts, WhatASpreadsheetWritesForNothingIsNoCustomer) {
  const test::TemporaryFolder folder;
  ThreadPool threads(1);
  for (const char* mark : {"#N/A", "\\N", "<NA>", "(null)", "NaT"}) {
    const auto read =
        read_transactions(threads, folder.write("t.csv", shop({{"900", "B2002", "1", "2011-03-01", "2", mark}})), {});
    EXPECT_EQ(read.transactions.receipts.back().customer, -1) << mark;
    EXPECT_THAT(read.reading.decisions, Contains(Field(&Decision::what, "missing customers"))) << mark;
  }
}

TEST(Doubts, AStatusThatSaysCancelled) {
  for (const char* word :
       {"canceled", "Cancelled by customer", "refunded", "Returned", "VOIDED", "Storniert", "annulé", "devuelto"}) {
    const auto found = doubts(shop({{"900", "B2002", "1", "2011-03-01", "2", "101", word}}, "state", "paid"));
    EXPECT_THAT(keys(found), ElementsAre("undone_orders")) << word;
    EXPECT_EQ(found[0].count, 1);
    EXPECT_THAT(found[0].option, HasSubstr("--drop-where")) << word;
  }
  EXPECT_THAT(doubts(shop({{"900", "B2002", "1", "2011-03-01", "2", "101", "shipped"}}, "state", "paid")), IsEmpty());
  EXPECT_THAT(doubts(shop({{"900", "B2002", "1", "2011-03-01", "2", "101", "returning customer"}}, "kind", "new")),
              IsEmpty());
  CleanOptions decided;
  decided.choice.conditions = {parse_condition("state=canceled", true, "")};
  EXPECT_THAT(doubts(shop({{"900", "B2002", "1", "2011-03-01", "2", "101", "canceled"}}, "state", "paid"), decided),
              IsEmpty());
}

TEST(Doubts, AMarkOfCancelling) {
  EXPECT_THAT(keys(doubts(shop({{"900", "B2002", "1", "2011-03-01", "2", "101", "2011-03-02"}}, "Cancelled at"))),
              ElementsAre("undone_orders"));
  EXPECT_THAT(keys(doubts(shop({{"900", "B2002", "1", "2011-03-01", "2", "101", "Yes"}}, "is_returned", "No"))),
              ElementsAre("undone_orders"));
  EXPECT_THAT(doubts(shop({}, "Refunded Amount", "0.00")), IsEmpty());
}

TEST(Doubts, SeveralCurrenciesAreAQuestion) {
  const Line other{"900", "B2002", "1", "2011-03-01", "2", "101", "JPY"};
  const Error error = test::error_of([&] { doubts(shop({other}, "curr", "EUR")); });
  EXPECT_EQ(error.code(), ErrorCode::data);
  EXPECT_THAT(error.found(), HasSubstr("EUR (60), JPY (1)"));
  EXPECT_THAT(error.hint(), HasSubstr("--where curr=EUR"));
  EXPECT_EQ(test::error_of([&] { doubts(shop({other}, "unit", "EUR")); }).code(), ErrorCode::data) << "by its values";
  CleanOptions options;
  options.choice.conditions = {parse_condition("curr=EUR", false, "")};
  EXPECT_THAT(doubts(shop({other}, "curr", "EUR"), options), IsEmpty());
  options.choice = {{}, {}, {"curr"}};
  EXPECT_THAT(doubts(shop({other}, "curr", "EUR"), options), IsEmpty());
  EXPECT_THAT(doubts(shop({{"900", "B2002", "1", "2011-03-01", "2", "101", ""}}, "Currency", "EUR")), IsEmpty());
}

TEST(Doubts, EveryCustomerWithOneOrder) {
  std::string text = "Invoice,Item,Qty,Date,Price,Customer,customer_ref\n";
  for (int i = 0; i < 30; ++i) {
    const std::string n = std::to_string(i);
    text += n + ",A,1,2011-01-01,2,k" + n + ",p" + std::to_string(i % 10) + "\n";
  }
  const auto found = doubts(text);
  EXPECT_THAT(keys(found), ElementsAre("single_orders"));
  EXPECT_THAT(found[0].sentence, HasSubstr("customer_ref has 10 values"));
  EXPECT_EQ(found[0].option, "--column customer=customer_ref");
}

/// Three equal lines but for `values` in a column of their own.
std::string numbered(const std::vector<std::string>& values) {
  std::string text = "n,Invoice,Item,Qty,Date,Price,Customer\n";
  for (const std::string& value : values) text += value + ",1,A,1,2011-01-01,2,7\n";
  return text;
}

TEST(Doubts, ARowCounterHidesNoDuplicates) {
  const test::TemporaryFolder folder;
  ThreadPool threads(1);
  const auto read = [&](const std::vector<std::string>& values) {
    return read_transactions(threads, folder.write("t.csv", numbered(values)), {});
  };
  for (const auto& values : {std::vector<std::string>{"0", "1", "2"}, {"3", "1", "2"}}) {
    const auto found = read(values);
    EXPECT_THAT(found.transactions.repeat, ElementsAre(0, 1, 1));
    EXPECT_THAT(found.reading.decisions, Contains(Field(&Decision::option, "--ignore n")));
  }
  for (const auto& values : {std::vector<std::string>{"17", "18", "19"}, {"a", "b", "c"}, {"1", "2", "4"}}) {
    const auto found = read(values);
    EXPECT_THAT(found.transactions.repeat, ElementsAre(0, 0, 0)) << "these may be numbers of lines in a database";
    ASSERT_EQ(found.reading.doubts.size(), 1u);
    EXPECT_EQ(found.reading.doubts[0].about, "hidden_duplicates");
    EXPECT_EQ(found.reading.doubts[0].count, 2);
  }
  EXPECT_THAT(read({"1", "1", "2"}).transactions.repeat, ElementsAre(0, 1, 0));
  EXPECT_THAT(read({"1", "1", "2"}).reading.doubts, IsEmpty());
}

TEST(Doubts, ATotalsLineIsNoOrder) {
  const test::TemporaryFolder folder;
  ThreadPool threads(1);
  const auto path = folder.write("t.csv", shop({{"Grand total", "", "61", "2011-12-31", "8154.9", "Total"}}));
  const Cleaned cleaned = clean(read_transactions(threads, path, {}).transactions, {});
  EXPECT_EQ(cleaned.steps[1].step, "totals");
  EXPECT_EQ(cleaned.steps[1].removed, 1);
}

TEST(UndoneWords, SayWhatWasUndone) {
  for (const char* text : {"canceled", "Order Cancelled", "is_returned", "refunded_at", "void", "storniert", "annulée",
                           "add_to_cart", "view"}) {
    EXPECT_TRUE(data::says_undone(text)) << text;
  }
  for (const char* text :
       {"", "shipped", "not returned", "no refund", "partially_refunded", "Returning", "annual", "a sea view"}) {
    EXPECT_FALSE(data::says_undone(text)) << text;
  }
}

}  // namespace
}  // namespace shoal
