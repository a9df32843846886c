// Dates against the calendar of the standard library.
#include "data/input/dates.hpp"

#include <gmock/gmock.h>

#include <chrono>

#include "data/input/date_evidence.hpp"
#include "data/input/written_date.hpp"

namespace shoal::data {
namespace {

namespace chrono = std::chrono;

TEST(Dates, EveryDayOfTheCalendar) {
  std::int64_t wrong = 0;
  for (int year = 1; year <= 9999; ++year) {
    for (unsigned month = 1; month <= 12; ++month) {
      for (unsigned day = 1; day <= 31; ++day) {
        const chrono::year_month_day date{chrono::year(year), chrono::month(month), chrono::day(day)};
        const auto days = days_since_1970(year, month, day);
        const bool right = date.ok() ? days == chrono::sys_days(date).time_since_epoch().count() : !days.has_value();
        wrong += right ? 0 : 1;
      }
    }
  }
  EXPECT_EQ(wrong, 0);
}

TEST(Dates, OutsideTheCalendar) {
  EXPECT_FALSE(days_since_1970(0, 1, 1));
  EXPECT_FALSE(days_since_1970(10000, 1, 1));
  EXPECT_FALSE(days_since_1970(2011, 0, 1));
  EXPECT_FALSE(days_since_1970(2011, 13, 1));
  EXPECT_FALSE(days_since_1970(2011, 1, 0));
}

/// In this order and no other.
std::optional<ParsedTime> parse_time(std::string_view text, DateOrder order) {
  return parse_written(text, order, true);
}

std::int64_t seconds(int year, unsigned month, unsigned day, int hour = 0, int minute = 0, int second = 0) {
  const chrono::sys_days days = chrono::year_month_day(chrono::year(year), chrono::month(month), chrono::day(day));
  return std::int64_t{days.time_since_epoch().count()} * 86400 + hour * 3600 + minute * 60 + second;
}

struct Case {
  const char* text;
  std::int64_t seconds;
};

TEST(Dates, MonthFirst) {
  const Case cases[] = {{"1/2/2011", seconds(2011, 1, 2)},
                        {"01/02/2011 00:00", seconds(2011, 1, 2)},
                        {"12/31/1999 23:59:59", seconds(1999, 12, 31, 23, 59, 59)},
                        {"2/29/2012 7:05", seconds(2012, 2, 29, 7, 5)},
                        {"1/2/69", seconds(2069, 1, 2)},
                        {"1/2/70", seconds(1970, 1, 2)},
                        {"1/2/2011 12:30 AM", seconds(2011, 1, 2, 0, 30)},
                        {"1/2/2011 12:30:01 pm", seconds(2011, 1, 2, 12, 30, 1)},
                        {"1/2/2011 1:30PM", seconds(2011, 1, 2, 13, 30)},
                        {"  1/2/2011 ", seconds(2011, 1, 2)},
                        {"20110102", seconds(2011, 1, 2)},
                        {"2011-1-2", seconds(2011, 1, 2)},
                        {"0001-01-01", seconds(1, 1, 1)},
                        {"2011-01-02T03:04:05-05", seconds(2011, 1, 2, 3, 4, 5)},
                        {"2011-01-02 03:04Z", seconds(2011, 1, 2, 3, 4)}};
  for (const Case& c : cases) {
    const auto time = parse_time(c.text, DateOrder::month_first);
    ASSERT_TRUE(time) << c.text;
    EXPECT_EQ(time->seconds, c.seconds) << c.text;
  }
}

TEST(Dates, DayFirst) {
  for (const char* text :
       {"2/1/2011 3:04", "02-01-2011 03:04", "2.1.2011 3:04", "2. 1. 2011 3.04 Uhr", "2011-01-02 03:04",
        "2/1/11 3:04 AM", "02012011 0304", "201101020304", "20110102T030400Z", "3:04 2/1/2011", "2/1/2011, 3:04 a. m.",
        "2.1.2011 um 03:04 Uhr", "2/1/2011 3h04", "dimanche 2/1/2011 3:04", "02-01-2011 - 03:04"}) {
    const auto time = parse_time(text, DateOrder::day_first);
    ASSERT_TRUE(time) << text;
    EXPECT_EQ(time->seconds, seconds(2011, 1, 2, 3, 4)) << text;
  }
}

TEST(Dates, Fractions) {
  EXPECT_EQ(parse_time("2011-01-02 03:04:05.120", DateOrder::month_first)->fraction, "12");
  EXPECT_EQ(parse_time("2011-01-02 03:04:05.000", DateOrder::month_first)->fraction, "");
}

TEST(Dates, YearFirstOfTwoDigits) {
  for (const char* text : {"11/01/02", "11-1-2", "11.01.02", "110102", "2011/1/2", "20110102", "2011. 1. 2."}) {
    const auto time = parse_time(text, DateOrder::year_first);
    ASSERT_TRUE(time) << text;
    EXPECT_EQ(time->seconds, seconds(2011, 1, 2)) << text;
  }
}

TEST(Dates, Words) {
  for (const char* text : {"15 March 2022",
                           "March 15, 2022",
                           "Mar 15 2022",
                           "15-Mar-22",
                           "15MAR2022",
                           "2022-Mar-15",
                           "Tue, 15 Mar 2022",
                           "Tuesday 15th of March, 2022",
                           "15. M\xc3\xa4rz 2022",
                           "Di., 15. M\xe4rz 2022",
                           "15 mars 2022",
                           "mardi 15 mars 2022",
                           "mar. 15 mars 2022",
                           "15 de marzo de 2022",
                           "martes, 15 de marzo del 2022",
                           "15 marzo 2022",
                           "15 mar\xc3\xa7o 2022",
                           "ter\xc3\xa7"
                           "a-feira, 15 de mar\xc3\xa7o de 2022",
                           "15 maart 2022",
                           "15 mrt. 2022",
                           "wt., 15 marca 2022",
                           "15 MARZEC 2022",
                           "15/Mar/2022",
                           "2022 Mar 15"}) {
    const auto time = parse_time(text, DateOrder::day_first);
    ASSERT_TRUE(time) << text;
    EXPECT_EQ(time->seconds, seconds(2022, 3, 15)) << text;
    EXPECT_EQ(time->orders, 0) << text;
  }
}

TEST(Dates, WordsClocksAndZones) {
  for (const char* text :
       {"Tue Mar 15 14:30:05 2022", "Tue Mar 15 14:30:05 UTC 2022", "Tue Mar 15 2022 14:30:05 GMT+0100 (CET)",
        "Tue, 15 Mar 2022 14:30:05 +0100", "Mar 15, 2022 2:30:05 PM PDT", "Mar 15, 2022 at 2:30:05 p.m.",
        "15/Mar/2022:14:30:05 +0000", "15 de marzo de 2022 a las 14:30:05", "15 mars 2022 \xc3\xa0 14:30:05",
        "2022-03-15 14:30:05 UTC", "2022-03-15T14:30:05-03:00", "2022-03-15T14:30:05+01:00[Europe/Berlin]",
        "3/15/2022, 2:30:05\xe2\x80\xafPM", "03/15/2022 02:30:05\xc2\xa0p.\xc2\xa0m.", "14:30:05, 15 March 2022",
        "15.03.2022 14.30.05"}) {
    const auto time = parse_written(text, DateOrder::day_first, false);
    ASSERT_TRUE(time) << text;
    EXPECT_EQ(time->seconds, seconds(2022, 3, 15, 14, 30, 5)) << text;
  }
}

TEST(Dates, OrdersThatFit) {
  const auto orders = [](const char* text) { return parse_written(text, DateOrder::day_first, false)->orders; };
  constexpr Orders k_day = only(DateOrder::day_first), k_month = only(DateOrder::month_first),
                   k_year = only(DateOrder::year_first);
  EXPECT_EQ(orders("1/2/2022"), k_day | k_month);
  EXPECT_EQ(orders("13/2/2022"), k_day);
  EXPECT_EQ(orders("2/13/2022"), k_month);
  EXPECT_EQ(orders("22/01/04"), k_day | k_year);
  EXPECT_EQ(orders("01/04/22"), k_day | k_month | k_year);
  EXPECT_EQ(orders("99/01/04"), k_year);
  EXPECT_EQ(orders("2022-01-04"), 0);
}

TEST(Dates, ADayOfEveryOrderIsReadBack) {
  for (std::int64_t day = 0; day < 36000; day += 7) {
    const CalendarDay date = calendar_day(day);
    EXPECT_EQ(days_since_1970(date.year, date.month, date.day), day);
    const std::string d = std::to_string(date.day), m = std::to_string(date.month), y = std::to_string(date.year);
    for (const char* separator : {"/", "-", "."}) {
      EXPECT_EQ(parse_time(d + separator + m + separator + y, DateOrder::day_first)->seconds, day * 86400);
      EXPECT_EQ(parse_time(m + separator + d + separator + y, DateOrder::month_first)->seconds, day * 86400);
      EXPECT_EQ(parse_time(y + separator + m + separator + d, DateOrder::month_first)->seconds, day * 86400);
    }
  }
}

TEST(Dates, DaysAndMonthsTurnedRound) {
  EXPECT_EQ(with_order_swapped(seconds(2022, 3, 5, 14, 30)), seconds(2022, 5, 3, 14, 30));
  EXPECT_EQ(with_order_swapped(seconds(2022, 3, 13, 23, 59)), seconds(2022, 3, 13, 23, 59));
  EXPECT_EQ(with_order_swapped(seconds(1969, 3, 5, 23, 59)), seconds(1969, 5, 3, 23, 59));
}

TEST(Dates, WhatIsNoDate) {
  for (const char* text : {"",
                           " ",
                           "/",
                           "1",
                           "1/2",
                           "1/2/",
                           "1/2/3",
                           "1/2/201",
                           "1/2/20111",
                           "13/1/2011",
                           "1-2/2011",
                           "123/1/2011",
                           "2011-2-30",
                           "20111301",
                           "2011-01-02T",
                           "2011-01-02T3",
                           "2011-01-02T3:",
                           "2011-01-02T25:00",
                           "2011-01-02T3:60",
                           "2011-01-02T3:04:61",
                           "2011-01-02T3:04:05.",
                           "2011-01-02T3:04 XM",
                           "1/2/2011 13:00 PM",
                           "1/2/2011 0:30 AM",
                           "2011-01-02 03:04+",
                           "2011-01-02 03:04+25",
                           "2011-01-02 03:04 x",
                           "2011-01-02x",
                           "-1/2/2011",
                           "1/2/2011 -3:04"}) {
    EXPECT_FALSE(parse_time(text, DateOrder::month_first)) << text;
  }
}

}  // namespace
}  // namespace shoal::data
