#include <fmt/format.h>

#include <chrono>
#include <optional>

#include "base/ascii.hpp"
#include "shoal/error.hpp"
#include "shoal/text.hpp"

namespace shoal {
namespace {

namespace chrono = std::chrono;

/// Reads exactly `digits` digits off the front.
std::optional<int> take_number(std::string_view& text, std::size_t digits) {
  if (text.size() < digits) return std::nullopt;
  int value = 0;
  for (const char c : text.substr(0, digits)) {
    if (!detail::is_digit(c)) return std::nullopt;
    value = value * 10 + (c - '0');
  }
  text.remove_prefix(digits);
  return value;
}

bool take(std::string_view& text, std::string_view any_of) {
  if (text.empty() || any_of.find(text.front()) == std::string_view::npos) return false;
  text.remove_prefix(1);
  return true;
}

/// "-12-09" of a year and its kind: separator, then two digits.
std::optional<int> take_part(std::string_view& text, std::string_view separator) {
  return take(text, separator) ? take_number(text, 2) : std::nullopt;
}

std::optional<std::int64_t> seconds_of_day(std::string_view text) {
  if (text.empty()) return 0;
  const auto hour = take_part(text, "T ");
  const auto minute = take_part(text, ":");
  if (!hour || !minute || *hour > 23 || *minute > 59) return std::nullopt;
  int second = 0;
  if (!text.empty()) {
    const auto given = take_part(text, ":");
    if (!given || *given > 59) return std::nullopt;
    second = *given;
  }
  if (!text.empty()) return std::nullopt;
  return *hour * 3600 + *minute * 60 + second;
}

std::optional<std::int64_t> parse(std::string_view text) {
  const auto year = take_number(text, 4);
  const auto month = take_part(text, "-");
  const auto day = take_part(text, "-");
  if (!year || !month || !day) return std::nullopt;
  const chrono::year_month_day date{chrono::year(*year), chrono::month(static_cast<unsigned>(*month)),
                                    chrono::day(static_cast<unsigned>(*day))};
  const auto time = seconds_of_day(text);
  if (!date.ok() || !time) return std::nullopt;
  return chrono::sys_days(date).time_since_epoch().count() * std::int64_t{86400} + *time;
}

}  // namespace

std::string iso_date(std::int64_t seconds) {
  const chrono::year_month_day date(chrono::floor<chrono::days>(chrono::sys_seconds(chrono::seconds(seconds))));
  return fmt::format("{:04}-{:02}-{:02}", int{date.year()}, unsigned{date.month()}, unsigned{date.day()});
}

std::string iso_time(std::int64_t seconds) {
  const chrono::sys_seconds time{chrono::seconds(seconds)};
  const chrono::hh_mm_ss clock(time - chrono::floor<chrono::days>(time));
  return fmt::format("{}T{:02}:{:02}:{:02}", iso_date(seconds), clock.hours().count(), clock.minutes().count(),
                     clock.seconds().count());
}

std::int64_t parse_iso_time(std::string_view text) {
  if (const auto seconds = parse(text)) return *seconds;
  throw Error(ErrorCode::data, "\"" + std::string(text) + "\" is not a date",
              "write it as 2011-12-09 or 2011-12-09T12:50:00");
}

}  // namespace shoal
