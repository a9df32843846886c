// Forms of dates: numbers that count from a day on, and patterns against the C library's strftime.
#include "data/input/date_form.hpp"

#include <gmock/gmock.h>

#include <ctime>

#include "data/input/clock.hpp"
#include "data/input/date_pattern.hpp"
#include "data/input/written_date.hpp"
#include "errors.hpp"
#include "shoal/random.hpp"

namespace shoal::data {
namespace {

using testing::HasSubstr;

constexpr std::int64_t k_time = 1641284340;  // 2022-01-04 08:19:00

ParsedTime in_kind(std::string_view text, DateKind kind) {
  const auto time = parse_time(text, DateForm{kind, DateOrder::day_first, false, {}});
  EXPECT_TRUE(time) << text;
  return time.value_or(ParsedTime{});
}

TEST(DateForm, NumbersThatCount) {
  EXPECT_EQ(in_kind("1641284340", DateKind::unix_seconds).seconds, k_time);
  EXPECT_EQ(in_kind("1641284340.50", DateKind::unix_seconds).fraction, "5");
  EXPECT_EQ(in_kind("1641284340120", DateKind::unix_ms).seconds, k_time);
  EXPECT_EQ(in_kind("1641284340120", DateKind::unix_ms).fraction, "12");
  EXPECT_EQ(in_kind("1641284340000001", DateKind::unix_us).fraction, "000001");
  EXPECT_EQ(in_kind("1641284340000000001", DateKind::unix_ns).seconds, k_time);
  EXPECT_EQ(in_kind("44565.346528", DateKind::excel).seconds, k_time);
  EXPECT_EQ(in_kind("44565,346528", DateKind::excel).seconds, k_time);
  EXPECT_EQ(in_kind("44565", DateKind::excel).seconds, k_time / 86400 * 86400);
}

TEST(DateForm, EveryNumberIsOfOneKindAtMost) {
  for (double value = 1; value < 9e18; value *= 1.07) {
    const std::string text = std::to_string(static_cast<std::int64_t>(value));
    int kinds = 0;
    for (const DateKind kind : k_found_kinds) {
      if (kind != DateKind::written) kinds += parse_time(text, DateForm{kind, DateOrder::day_first, false, {}}) ? 1 : 0;
    }
    EXPECT_LE(kinds, 1) << text;
  }
}

TEST(DateForm, WhatDoesNotCount) {
  for (const char* text : {"", "1", "-1641284340", "1641284340x", "1.641E9", "99999999999999999999", "711"}) {
    for (const DateKind kind : k_found_kinds) {
      EXPECT_FALSE(parse_time(text, DateForm{kind, DateOrder::day_first, false, {}})) << text;
    }
  }
}

/// As the C library writes it.
std::string written(std::int64_t seconds, const std::string& pattern) {
  const std::time_t time = seconds;
  std::tm fields{};
  gmtime_r(&time, &fields);
  std::string text(100, '\0');
  text.resize(std::strftime(text.data(), text.size(), pattern.c_str(), &fields));
  return text;
}

TEST(DatePattern, ReadsWhatStrftimeWrites) {
  for (const std::string pattern :
       {"%d.%m.%Y %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%m/%d/%y %I:%M:%S %p", "%d %B %Y %T", "%a %b %e %H:%M:%S %Y",
        "%F %T", "%Y%m%d%H%M%S", "%A, %d-%b-%y, %H.%M.%S", "%j/%Y %T", "%s", "%D %R:%S", "100%% %Y/%d/%m %T"}) {
    check_pattern(pattern);
    for (std::uint64_t i = 0; i < 500; ++i) {
      const auto seconds = static_cast<std::int64_t>(random_below(4'000'000'000 / 4, 7, Purpose::sample, i)) * 3;
      const std::string text = written(seconds, pattern);
      const auto time = parse_pattern(text, pattern);
      ASSERT_TRUE(time) << pattern << ": " << text;
      ASSERT_EQ(time->seconds, seconds) << pattern << ": " << text;
    }
  }
}

TEST(WrittenDate, ReadsWhatStrftimeWrites) {
  for (const std::string pattern :
       {"%d.%m.%Y %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%d/%m/%y %I:%M:%S %p", "%d %B %Y %T", "%a %b %e %H:%M:%S %Y",
        "%F %T", "%Y%m%d%H%M%S", "%Y%m%dT%H%M%S", "%A, %d-%b-%y, %H.%M.%S", "%b %d, %Y %T", "%H:%M:%S %d/%m/%Y",
        "%a %d/%m/%Y %T", "%a %b %d %H:%M:%S UTC %Y", "%a, %d %b %Y %T +0000"}) {
    for (std::uint64_t i = 0; i < 500; ++i) {
      const auto seconds = static_cast<std::int64_t>(random_below(1'000'000'000, 8, Purpose::sample, i)) * 3;
      const std::string text = written(seconds, pattern);
      const auto time = parse_written(text, DateOrder::day_first, true);
      ASSERT_TRUE(time) << pattern << ": " << text;
      ASSERT_EQ(time->seconds, seconds) << pattern << ": " << text;
    }
  }
}

TEST(DatePattern, WhatIsNone) {
  for (const char* pattern : {"%d.%m", "%Q", "%Y-%m-%d %", "dd.mm.yyyy", "", "%H:%M"}) {
    const Error error = test::error_of([&] { check_pattern(pattern); });
    EXPECT_EQ(error.code(), ErrorCode::usage);
    EXPECT_THAT(error.hint(), HasSubstr("%d"));
  }
  for (const char* text : {"", "31.12", "31.12.2022 x", "32.12.2022", "31.13.2022", "31/12/2022"}) {
    EXPECT_FALSE(parse_pattern(text, "%d.%m.%Y")) << text;
  }
}

TEST(DatePattern, NamesOfOtherLanguagesAndFractions) {
  EXPECT_EQ(parse_pattern("5. M\xc3\xa4rz 2022", "%d. %B %Y")->seconds, *days_since_1970(2022, 3, 5) * 86400);
  EXPECT_EQ(parse_pattern("2022-03-05 01:02:03.450 +0200", "%Y-%m-%d %H:%M:%S.%f %z")->fraction, "45");
}

TEST(Clock, OfItsOwnColumn) {
  for (const char* text : {"8:19", "08:19:00", "8.19", "8h19", "8:19 AM", "8:19 a. m.", "819", "0819", "081900",
                           "0.346528", "1899-12-30 08:19:00", " 08:19 Uhr", "08:19+02:00"}) {
    const auto time = parse_clock(text);
    ASSERT_TRUE(time) << text;
    EXPECT_EQ(time->seconds, 8 * 3600 + 19 * 60) << text;
  }
  for (const char* text : {"", "x", "25:00", "8", "8:", "12:60", "1.5", "2022-01-04"})
    EXPECT_FALSE(parse_clock(text)) << text;
}

}  // namespace
}  // namespace shoal::data
