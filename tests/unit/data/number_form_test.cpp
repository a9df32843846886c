// Numbers as people write them, and what tells a decimal comma.
#include "data/input/number_form.hpp"

#include <gmock/gmock.h>

#include "data/input/currencies.hpp"
#include "data/input/number_evidence.hpp"
#include "shoal/random.hpp"

namespace shoal::data {
namespace {

using testing::HasSubstr;

constexpr NumberForm k_point_form{'.'}, k_comma_form{','};

TEST(NumberForm, WithAPoint) {
  for (const char* text : {"1234.5",
                           "1,234.5",
                           "1 234.5",
                           "1'234.50",
                           "1\xe2\x80\x99"
                           "234.5",
                           "1\xc2\xa0"
                           "234.5",
                           "1\xe2\x80\xaf"
                           "234.5",
                           "$1,234.50",
                           "1,234.50 \xe2\x82\xac",
                           "\xc2\xa3"
                           "1,234.5",
                           "USD 1234.5",
                           "1234.5 usd",
                           "Rs. 1,234.50",
                           "\xe2\x82\xb9 1,234.5",
                           "R$ 1234.5",
                           "kr 1234.5",
                           "1234.5 kr.",
                           "1234.5 z\xc5\x82",
                           "+1234.5",
                           " 1234.5 ",
                           "$1234.50 USD",
                           "CHF 1'234.50",
                           "1.2345e3",
                           "1 234.5\xa0\x80"}) {
    EXPECT_EQ(parse_amount(text, k_point_form), 1234.5) << text;
  }
  EXPECT_EQ(parse_amount("12,34,567.50", k_point_form), 1234567.5);
  EXPECT_EQ(parse_amount("1,23,456", k_point_form), 123456);
  EXPECT_EQ(parse_amount("1,234,567,890,123.25", k_point_form), 1234567890123.25);
}

TEST(NumberForm, WithAComma) {
  for (const char* text : {"1234,5", "1.234,5", "1 234,50", "1'234,5",
                           "1\xe2\x80\xaf"
                           "234,50\xc2\xa0\xe2\x82\xac",
                           "1.234,50 EUR", "R$ 1.234,50", "1234,5 z\xc5\x82", "1,2345e3"}) {
    EXPECT_EQ(parse_amount(text, k_comma_form), 1234.5) << text;
  }
  EXPECT_EQ(parse_amount("51.000", k_comma_form), 51000);
  EXPECT_EQ(parse_amount("51.000", k_point_form), 51);
  EXPECT_EQ(parse_amount("1.234.567", k_comma_form), 1234567);
}

TEST(NumberForm, Negative) {
  for (const char* text :
       {"-1.35", "1.35-", "(1.35)",
        "\xe2\x88\x92"
        "1.35",
        "-$1.35", "$-1.35", "($1.35)", "$(1.35)", "- 1.35", "\xe2\x82\xac -1.35", "1.35- \xe2\x82\xac"}) {
    EXPECT_EQ(parse_amount(text, k_point_form), -1.35) << text;
  }
}

TEST(NumberForm, WhatIsNone) {
  for (const char* text : {"",         " ",     "-",           "$",        "()",         "1,2,3",   "1,23",   "12,3456",
                           "1234,567", "0,123", ",123",        "1,234,56", "1,234.5.6",  "1.234,5", "--1",    "1--",
                           "-1-",      "-(1)",  "(1",          "1)",       "+-1",        "1 2",     "1 2345", "1'23",
                           "six",      "6 pcs", "12x",         "x12",      "1e",         "1,234e3", "nan",    "inf",
                           "0x10",     "$$$1",  "1 234,567.8", "12:30",    "2022-01-04", "1/2",     "5%"}) {
    EXPECT_FALSE(parse_amount(text, k_point_form)) << text;
  }
  for (const char* text : {"1.5", "12.50", "1.2.3", "1,2,3", "0.500", "1234.567", "1,234.5"})
    EXPECT_FALSE(parse_amount(text, k_comma_form)) << text;
}

/// Digits in groups of three, or as in India.
std::string with_groups(std::string digits, const std::string& mark, bool indian) {
  std::size_t group = 3;
  for (std::size_t at = digits.size(); at > group;) {
    at -= group;
    digits.insert(at, mark);
    if (indian) group = 2;
  }
  return digits;
}

TEST(NumberForm, EveryFormIsReadBack) {
  const std::vector<std::string> before = {"", "$", "\xe2\x82\xac ", "Rs. ", "USD ", "-", "+", "(", "R$"},
                                 after = {"", " kr", " \xe2\x82\xac", "EUR", "", "", "", ")", "-"};
  for (std::uint64_t i = 0; i < 50000; ++i) {
    const auto draw = [&](std::uint64_t below, std::uint64_t what) {
      return random_below(below, 11 + what, Purpose::sample, i);
    };
    const NumberForm form{draw(2, 0) == 0 ? '.' : ','};
    const std::uint64_t whole = draw(2, 1) == 0 ? draw(3000, 2) : draw(2'000'000'000, 2);
    const std::string decimals = std::to_string(100 + draw(100, 3)).substr(1);
    const std::vector<std::string> marks = {
        "", form.mark == '.' ? "," : ".", " ", "'", "\xc2\xa0", "\xe2\x80\xaf", "\xe2\x80\x99"};
    const std::string mark = marks[draw(marks.size(), 4)];
    const std::size_t around = draw(before.size(), 5);
    const std::string number =
        with_groups(std::to_string(whole), mark, mark == "," && draw(3, 6) == 0) + form.mark + decimals;
    const std::string text = before[around] + number + after[around == 7 ? 7 : around == 8 ? 8 : draw(7, 7)];
    const bool negative = before[around] == "-" || before[around] == "(" || text.ends_with('-');
    const double value = std::stod(std::to_string(whole) + "." + decimals) * (negative ? -1 : 1);
    ASSERT_EQ(parse_amount(text, form), value) << text;
  }
}

TEST(NumberForm, Currencies) {
  Currencies met;
  for (const char* text : {"$1", "1 \xe2\x82\xac", "EUR 2", "3 eur", "Rs.4", "5"})
    parse_amount(text, k_point_form, &met);
  EXPECT_EQ(met.count(), 3u);
  EXPECT_EQ(currency_name(currency_at_end("12 zl")->currency), "PLN");
  EXPECT_FALSE(currency_at_end("12 pcs"));
}

NumberEvidence evidence(const std::vector<const char*>& texts) {
  NumberEvidence all;
  for (const char* text : texts) all.add(text);
  return all;
}

TEST(NumberEvidence, TellsTheMark) {
  EXPECT_EQ(evidence({"3", "12,50"}).form().mark, ',');
  EXPECT_EQ(evidence({"1.000", "1,5"}).form().mark, ',');
  EXPECT_EQ(evidence({"1,234", "2.55"}).form().mark, '.');
  EXPECT_EQ(evidence({"1,234", "0.500"}).form().mark, '.');
  EXPECT_EQ(evidence({"1.234.567"}).form().mark, ',');
  EXPECT_EQ(evidence({"1.234,00", "1.234"}).form().mark, ',');
  EXPECT_TRUE(evidence({"12,50"}).proved());
  EXPECT_FALSE(evidence({"3", "900", "-4", "$5"}).proved());
  EXPECT_FALSE(evidence({"3", "900"}).open());
}

TEST(NumberEvidence, AsksWhereBothFit) {
  const NumberEvidence both = evidence({"900", "51.000", "101.000"});
  EXPECT_FALSE(both.proved());
  EXPECT_TRUE(both.open());
  const Error error = both.question("orders.csv");
  EXPECT_THAT(error.message(), HasSubstr("is \"51.000\" the number 51 or 51000?"));
  EXPECT_EQ(error.hint(), "add --decimal point for 51, or --decimal comma for 51000");
}

}  // namespace
}  // namespace shoal::data
