// One form for all numbers and one for all dates of a file: found, held to all lines, or asked for.
#include <gmock/gmock.h>

#include "data/input/dates.hpp"
#include "errors.hpp"
#include "flat_lines.hpp"
#include "shoal/transactions.hpp"
#include "temporary_folder.hpp"

namespace shoal {
namespace {

using test::error_of;
using test::TemporaryFolder;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

const std::string k_form_columns = "InvoiceNo;StockCode;Quantity;InvoiceDate;UnitPrice;CustomerID\n";

/// A file of lines that differ in their dates, quantities and prices.
class Shop {
 public:
  Shop& line(const std::string& date, const std::string& price = "2", const std::string& quantity = "1",
             int times = 1) {
    for (int i = 0; i < times; ++i)
      text_ += std::to_string(++invoice_) + ";A;" + quantity + ";" + date + ";" + price + ";7\n";
    return *this;
  }
  ReadTransactionsResult read(const ReadTransactionsOptions& options = {}) const {
    const TemporaryFolder folder;
    ThreadPool threads(3);
    return read_transactions(threads, folder.write("t.csv", k_form_columns + text_), options);
  }
  test::FlatLines lines(const ReadTransactionsOptions& options = {}) const {
    return test::flat(read(options).transactions);
  }
  Error error(const ReadTransactionsOptions& options = {}) const {
    return error_of([&] { read(options); });
  }

 private:
  std::string text_;
  int invoice_ = 0;
};

std::int64_t day(int year, int month, int day_of_month) {
  return *data::days_since_1970(year, month, day_of_month) * 86400;
}

/// More than a sample holds, and several blocks.
constexpr int k_many = 60'000;

std::string decision(const ReadTransactionsResult& result, const std::string& what) {
  for (const Decision& decision : result.reading.decisions) {
    if (decision.what == what) return decision.how + " | " + decision.option;
  }
  return {};
}

TEST(DatesOfAFile, TheLastLineMayShowTheOrder) {
  for (const bool day_first : {false, true}) {
    Shop shop;
    shop.line("03/04/2022", "2", "1", k_many).line(day_first ? "13/04/2022" : "04/13/2022");
    const auto result = shop.read();
    const test::FlatLines lines = test::flat(result.transactions);
    EXPECT_EQ(lines.time.front(), day_first ? day(2022, 4, 3) : day(2022, 3, 4));
    EXPECT_EQ(lines.time.back(), day(2022, 4, 13));
    EXPECT_EQ(decision(result, "dates"), day_first ? "day first, as 13/04/2022 | --date-order day-first"
                                                   : "month first, as 04/13/2022 | --date-order month-first");
  }
}

TEST(DatesOfAFile, AsTheOptionOfTheDecisionReadsThem) {
  Shop shop;
  for (int d = 1; d <= 12; ++d) shop.line("0" + std::to_string(d % 9 + 1) + "/" + std::to_string(d) + "/2022 8:26");
  shop.line("12/31/2022 23:59");
  ReadTransactionsOptions options;
  options.date_order = DateOrder::month_first;
  EXPECT_EQ(shop.lines().time, shop.lines(options).time);
}

TEST(DatesOfAFile, AQuestionWhereNothingShowsTheOrder) {
  Shop shop;
  const Error error = shop.line("5/5/2022").line("03/04/2022", "2", "1", 10).error();
  EXPECT_EQ(error.code(), ErrorCode::data);
  EXPECT_THAT(error.message(), HasSubstr("is \"03/04/2022\" 3 April 2022 or 4 March 2022?"));
  EXPECT_EQ(error.hint(), "add --date-order day-first, or --date-order month-first");
  EXPECT_THAT(error.where(), HasSubstr("column InvoiceDate"));
  ReadTransactionsOptions options;
  options.date_order = DateOrder::day_first;
  EXPECT_EQ(shop.lines(options).time.back(), day(2022, 4, 3));
}

TEST(DatesOfAFile, NoQuestionWhereTheOrderMakesNoDifferenceOrDotsTell) {
  EXPECT_THAT(Shop().line("5/5/2022").line("6/6/2022").lines().time, ElementsAre(day(2022, 5, 5), day(2022, 6, 6)));
  EXPECT_THAT(Shop().line("3.4.2022").line("4.4.2022").lines().time, ElementsAre(day(2022, 4, 3), day(2022, 4, 4)));
  EXPECT_THAT(Shop().line("3.4.2022").line("4.13.2022").lines().time, ElementsAre(day(2022, 3, 4), day(2022, 4, 13)));
}

TEST(DatesOfAFile, BothOrdersInOneColumnAreNamedWithTheirLines) {
  Shop shop;
  shop.line("03/04/2022", "2", "1", k_many).line("13/04/2022").line("03/04/2022", "2", "1", k_many).line("04/14/2022");
  const Error error = shop.error();
  EXPECT_THAT(error.message(),
              AllOf(HasSubstr("\"13/04/2022\" (line 60,002)"), HasSubstr("\"04/14/2022\" (line 120,003)")));
  EXPECT_THAT(error.hint(), AllOf(HasSubstr("--date-order day-first"), HasSubstr("--date-order month-first")));
  ReadTransactionsOptions options;
  options.date_order = DateOrder::day_first;
  EXPECT_THAT(shop.error(options).where(), HasSubstr("line 120,003"));
}

TEST(DatesOfAFile, DatesThatSayTheirOrderAreNotTurned) {
  Shop shop;
  shop.line("2022-03-04").line("03/04/2022", "2", "1", k_many).line("04/13/2022");
  const Error error = shop.error();
  EXPECT_THAT(error.message(), HasSubstr("\"04/13/2022\" shows that dates are written month first"));
  EXPECT_EQ(error.hint(), "add --date-order month-first");
  ReadTransactionsOptions options;
  options.date_order = DateOrder::month_first;
  EXPECT_EQ(shop.lines(options).time[1], day(2022, 3, 4));
}

TEST(DatesOfAFile, TwoDigitYears) {
  EXPECT_EQ(Shop().line("22/01/04").line("23/02/28").line("22/03/31").lines().time.front(), day(2022, 1, 4));
  EXPECT_EQ(Shop().line("22/01/04").line("99/02/01").lines().time.back(), day(1999, 2, 1));
  EXPECT_THAT(Shop().line("12/01/10").line("11/02/09").error().hint(),
              AllOf(HasSubstr("day-first"), HasSubstr("month-first"), HasSubstr("year-first")));
}

TEST(DatesOfAFile, NumbersThatCountAreOneKind) {
  const auto seconds = Shop().line("1641284340").line("1641284341.5").read();
  EXPECT_EQ(decision(seconds, "dates"), "Unix seconds, as 1641284340 | --date-format unix");
  EXPECT_EQ(test::flat(Shop().line("1641284340123").read().transactions).time.front(), 1641284340);
  EXPECT_EQ(Shop().line("44565").line("44565.5").lines().time.back(), day(2022, 1, 4) + 43200);
  // Among written dates such a number is none.
  const Error error = Shop().line("2022-01-04", "2", "1", 3).line("44565").error();
  EXPECT_THAT(error.where(), HasSubstr("line 5, column InvoiceDate"));
  EXPECT_THAT(error.hint(), HasSubstr("days of a spreadsheet"));
}

TEST(DatesOfAFile, ByFormat) {
  ReadTransactionsOptions options;
  options.date_format = "%d-%m-%y %H.%M";
  const auto result = Shop().line("03-04-22 8.26").read(options);
  EXPECT_EQ(test::flat(result.transactions).time.front(), day(2022, 4, 3) + 8 * 3600 + 26 * 60);
  EXPECT_EQ(decision(result, "dates"), "%d-%m-%y %H.%M, as 03-04-22 8.26 | --date-format \"%d-%m-%y %H.%M\"");
  EXPECT_THAT(Shop().line("2022-04-03").error(options).message(), HasSubstr("in the form %d-%m-%y %H.%M"));
  options.date_format = "dd.mm.yy";
  EXPECT_EQ(Shop().line("03-04-22").error(options).code(), ErrorCode::usage);
}

TEST(DatesOfAFile, ATimeInAColumnOfItsOwn) {
  const std::string header = "InvoiceNo,StockCode,Quantity,Date,Time,UnitPrice,CustomerID\n";
  const auto read = [&](const std::string& lines, const ReadTransactionsOptions& options = {}) {
    const TemporaryFolder folder;
    ThreadPool threads(2);
    return read_transactions(threads, folder.write("t.csv", header + lines), options);
  };
  const auto result = read("1,A,1,2022-01-04,8:19 PM,2,7\n2,A,1,2022-01-05,14.30,2,7\n");
  EXPECT_THAT(test::flat(result.transactions).time, ElementsAre(day(2022, 1, 4) + 73140, day(2022, 1, 5) + 52200));
  EXPECT_EQ(result.columns.at("time"), "Time");
  EXPECT_EQ(test::flat(read("1,A,1,2022-01-04 00:00:00,08:19,2,7\n").transactions).time.front(),
            day(2022, 1, 4) + 29940);
  const auto twice = read("1,A,1,2022-01-04 09:00,08:19,2,7\n");
  EXPECT_EQ(twice.columns.count("time"), 0u);
  EXPECT_EQ(test::flat(twice.transactions).time.front(), day(2022, 1, 4) + 32400);
  EXPECT_EQ(read("1,A,1,2022-01-04,17,2,7\n2,A,1,2022-01-04,9,2,7\n").columns.count("time"), 0u)
      << "hours are no times";
  const Error error =
      error_of([&] { read("1,A,1,2022-01-04,8:19,2,7\n2,A,1,2022-01-04,9:05,2,7\n3,A,1,2022-01-04,noon,2,7\n"); });
  EXPECT_EQ(error.message(), "\"noon\" is not a time of day");
}

TEST(NumbersOfAFile, OnePriceShowsTheCommaOfAllColumns) {
  const auto result = Shop().line("2022-01-04", "12,50", "1.000").line("2022-01-04", "(3)", "2").read();
  const test::FlatLines lines = test::flat(result.transactions);
  EXPECT_THAT(lines.quantity, ElementsAre(1000, 2));
  EXPECT_THAT(lines.unit_price, ElementsAre(12.5, -3));
  EXPECT_EQ(decision(result, "numbers"), "decimal comma, as 12,50 | --decimal comma");
}

TEST(NumbersOfAFile, AQuestionWhereNothingShowsTheMark) {
  Shop shop;
  shop.line("2022-01-04", "900").line("2022-01-04", "51.000");
  const Error error = shop.error();
  EXPECT_EQ(error.code(), ErrorCode::data);
  EXPECT_THAT(error.message(), HasSubstr("is \"51.000\" the number 51 or 51000?"));
  ReadTransactionsOptions options;
  options.decimal = DecimalMark::comma;
  EXPECT_EQ(shop.lines(options).unit_price.back(), 51000);
  options.decimal = DecimalMark::point;
  EXPECT_EQ(shop.lines(options).unit_price.back(), 51);
}

TEST(NumbersOfAFile, TheSampleMayShowNothing) {
  EXPECT_THAT(Shop().line("2022-01-04", "9", "1", k_many).line("2022-01-04", "51.000").error().message(),
              HasSubstr("51 or 51000"));
  EXPECT_EQ(Shop()
                .line("2022-01-04", "9", "1", k_many)
                .line("2022-01-04", "51.000")
                .line("2022-01-04", "0.5")
                .lines()
                .unit_price[k_many],
            51);
  const Error error = Shop().line("2022-01-04", "9", "1", k_many).line("2022-01-04", "51,5").error();
  EXPECT_THAT(error.hint(), HasSubstr("--decimal comma"));
  EXPECT_THAT(error.where(), HasSubstr("line 60,002, column UnitPrice"));
  ReadTransactionsOptions skip;
  skip.bad_rows = BadRows::skip;
  EXPECT_THAT(Shop().line("2022-01-04", "9", "1", k_many).line("2022-01-04", "51,5").error(skip).hint(),
              HasSubstr("--decimal comma"));
}

TEST(NumbersOfAFile, SeveralCurrenciesHaveNoSum) {
  const Error error = Shop().line("2022-01-04", "$9.50").line("2022-01-04", "5.50 EUR").error();
  EXPECT_THAT(error.message(), AllOf(HasSubstr("several currencies"), HasSubstr("$, EUR")));
  EXPECT_EQ(Shop()
                .line("2022-01-04",
                      "\xe2\x82\xac"
                      "9.50")
                .line("2022-01-04", "5.50 EUR")
                .lines()
                .unit_price.back(),
            5.5);
}

}  // namespace
}  // namespace shoal
