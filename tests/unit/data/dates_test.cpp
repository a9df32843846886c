// Dates against the calendar of the standard library.
#include "data/input/dates.hpp"

#include <gmock/gmock.h>

#include <chrono>

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
                        {"2.1.2011", seconds(2011, 1, 2)},
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
  for (const char* text : {"2/1/2011 3:04", "02-01-2011 03:04", "2.1.2011 3:04", "2011-01-02 03:04"}) {
    const auto time = parse_time(text, DateOrder::day_first);
    ASSERT_TRUE(time) << text;
    EXPECT_EQ(time->seconds, seconds(2011, 1, 2, 3, 4)) << text;
  }
}

TEST(Dates, Fractions) {
  EXPECT_EQ(parse_time("2011-01-02 03:04:05.120", DateOrder::month_first)->fraction, "12");
  EXPECT_EQ(parse_time("2011-01-02 03:04:05.000", DateOrder::month_first)->fraction, "");
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
