// Dates of the calendar.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>

#include "shoal/transactions.hpp"

namespace shoal::data {

/// Days from 1970-01-01 of a date of the proleptic Gregorian calendar, or nothing when there is no such day.
/// Years 1 to 9999.
std::optional<std::int64_t> days_since_1970(std::int64_t year, std::int64_t month, std::int64_t day);

struct CalendarDay {
  std::int64_t year = 1970, month = 1, day = 1;
};
/// Back again.
CalendarDay calendar_day(std::int64_t days);

/// Two-digit years are 1970 to 2069.
constexpr std::int64_t full_year(std::int64_t year, int digits) {
  return digits > 2 ? year : year < 70 ? 2000 + year : 1900 + year;
}

/// A set of orders.
using Orders = std::uint8_t;
constexpr Orders only(DateOrder order) { return static_cast<Orders>(1u << static_cast<unsigned>(order)); }

/// The day of three numbers of at most two digits each, or of which the last has four, in that order; year first only for two
/// digits each.
std::optional<std::int64_t> day_of(const std::array<std::int16_t, 3>& numbers, DateOrder order);

struct ParsedTime {
  std::int64_t seconds = 0;  ///< since 1970-01-01 of the clock that wrote it; a zone at the end is read over
  std::string fraction;      ///< digits after the seconds without trailing zeros, usually empty
  bool with_clock = false;   ///< not a day alone
  // Of dates that do not say themselves which number is what:
  Orders orders = 0;                      ///< those in which they are a date; empty: it says so itself
  bool dotted = false;                    ///< 31.12.2022
  std::array<std::int16_t, 3> numbers{};  ///< as written, two-digit years as such
};

}  // namespace shoal::data
