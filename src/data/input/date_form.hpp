// The form in which a column writes its dates.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "data/input/dates.hpp"

namespace shoal::data {

enum class DateKind : std::uint8_t {
  written,       ///< day, month and year
  unix_seconds,  ///< since 1970, UTC
  unix_ms,
  unix_us,
  unix_ns,
  excel,   ///< days since 1899-12-30, as spreadsheets keep dates from March 1900 on
  pattern  ///< as the user said
};

struct DateForm {
  DateKind kind = DateKind::written;
  DateOrder order = DateOrder::day_first;  ///< of written dates
  bool fixed = false;                      ///< the user said the order
  std::string pattern;                     ///< strptime's letters
};

/// The form that --date-format and --date-order say; without a format the kind is `written`. Error{usage} for a format that is none.
DateForm form_of_options(const std::string& date_format, DateOrder order);

/// Reads a date in that form; nothing when it is none. O(length).
std::optional<ParsedTime> parse_time(std::string_view text, const DateForm& form);

/// The kinds that a look at a column tells apart, the surest first.
constexpr DateKind k_found_kinds[] = {DateKind::written, DateKind::excel,   DateKind::unix_seconds,
                                      DateKind::unix_ms, DateKind::unix_us, DateKind::unix_ns};
/// "Unix milliseconds", for people.
std::string_view kind_name(DateKind kind);
/// What --date-format calls it: "unix-ms"; empty for written dates and patterns.
std::string_view kind_option(DateKind kind);

/// Why a text is not a date, for an error: `"13/45/2011" is not a date (month/day/year, or year-month-day)`.
std::string date_complaint(std::string_view text, const DateForm& form);
/// What to try for such a text: another order or kind in which it would be a date; empty when there is none.
std::string date_hint(std::string_view text, const DateForm& form);

}  // namespace shoal::data
