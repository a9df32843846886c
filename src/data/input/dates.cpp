#include "data/input/dates.hpp"

#include <array>

#include "data/input/encoding.hpp"
#include "data/input/numbers.hpp"

namespace shoal::data {
namespace {

/// Reads on in a text from left to right.
struct Scanner {
  std::string_view rest;

  bool take(char c) {
    if (rest.empty() || rest.front() != c) return false;
    rest.remove_prefix(1);
    return true;
  }
  /// A number of 1 to `most` digits; `digits` receives how many there were.
  bool number(int most, std::int64_t& value, int* digits = nullptr) {
    value = 0;
    int count = 0;
    while (count < most && !rest.empty() && rest.front() >= '0' && rest.front() <= '9') {
      value = value * 10 + (rest.front() - '0');
      rest.remove_prefix(1);
      ++count;
    }
    if (digits != nullptr) *digits = count;
    return count > 0;
  }
  char separator() {
    if (rest.empty() || (rest.front() != '/' && rest.front() != '-' && rest.front() != '.')) return '\0';
    const char c = rest.front();
    rest.remove_prefix(1);
    return c;
  }
};

/// Two-digit years are 1970 to 2069.
std::int64_t full_year(std::int64_t year, int digits) {
  return digits > 2 ? year : year < 70 ? 2000 + year : 1900 + year;
}

std::optional<std::int64_t> scan_date(Scanner& scan, DateOrder order) {
  std::int64_t a = 0, b = 0, c = 0;
  int digits = 0;
  if (!scan.number(8, a, &digits)) return std::nullopt;
  if (digits == 8) return days_since_1970(a / 10000, a / 100 % 100, a % 100);
  const char separator = scan.separator();
  int last_digits = 0;
  if (separator == '\0' || !scan.number(2, b) || !scan.take(separator) || !scan.number(4, c, &last_digits)) {
    return std::nullopt;
  }
  if (digits == 4) return last_digits <= 2 ? days_since_1970(a, b, c) : std::nullopt;
  if (digits > 2 || (last_digits != 2 && last_digits != 4)) return std::nullopt;
  const bool day_first = order == DateOrder::day_first || separator == '.';
  return day_first ? days_since_1970(full_year(c, last_digits), b, a)
                   : days_since_1970(full_year(c, last_digits), a, b);
}

/// "8:26", "08:26:00", "08:26:00.125", "8:26 PM".
bool scan_clock(Scanner& scan, ParsedTime& time) {
  std::int64_t hour = 0, minute = 0, second = 0;
  if (!scan.number(2, hour) || !scan.take(':') || !scan.number(2, minute)) return false;
  if (scan.take(':')) {
    if (!scan.number(2, second)) return false;
    if (scan.take('.')) {
      std::size_t n = 0;
      while (n < scan.rest.size() && scan.rest[n] >= '0' && scan.rest[n] <= '9') ++n;
      if (n == 0) return false;
      time.fraction = scan.rest.substr(0, n);
      scan.rest.remove_prefix(n);
      while (!time.fraction.empty() && time.fraction.back() == '0') time.fraction.remove_suffix(1);
    }
  }
  scan.take(' ');
  const char half =
      scan.rest.size() >= 2 && (scan.rest[1] | 0x20) == 'm' ? static_cast<char>(scan.rest[0] | 0x20) : '\0';
  if (half == 'a' || half == 'p') {
    if (hour < 1 || hour > 12) return false;
    hour = hour % 12 + (half == 'p' ? 12 : 0);
    scan.rest.remove_prefix(2);
  }
  // A leap second (60) counts as the first second of the next minute.
  if (hour > 23 || minute > 59 || second > 60) return false;
  time.seconds += hour * 3600 + minute * 60 + second;
  return true;
}

/// "Z", "+01:00", "+0100", "-05"; read over.
bool scan_zone(Scanner& scan) {
  if (scan.take('Z') || scan.rest.empty()) return true;
  if (!scan.take('+') && !scan.take('-')) return false;
  std::int64_t hours = 0, minutes = 0;
  if (!scan.number(2, hours)) return false;
  scan.take(':');
  if (!scan.rest.empty() && !scan.number(2, minutes)) return false;
  return hours <= 14 && minutes <= 59;
}

}  // namespace

std::optional<std::int64_t> days_since_1970(std::int64_t year, std::int64_t month, std::int64_t day) {
  static constexpr std::array<int, 12> k_lengths = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1) return std::nullopt;
  const bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
  if (day > k_lengths[static_cast<std::size_t>(month - 1)] + (month == 2 && leap ? 1 : 0)) return std::nullopt;
  // Years counted from March, so that the leap day is the last of its year.
  const std::int64_t y = month <= 2 ? year - 1 : year;
  const std::int64_t day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
  return 365 * y + y / 4 - y / 100 + y / 400 + day_of_year - 719468;
}

std::optional<ParsedTime> parse_time(std::string_view text, DateOrder order) {
  Scanner scan{trimmed(text)};
  const auto days = scan_date(scan, order);
  if (!days) return std::nullopt;
  ParsedTime time;
  time.seconds = *days * 86400;
  if (scan.rest.empty()) return time;
  if (!scan.take('T') && !scan.take(' ')) return std::nullopt;
  if (!scan_clock(scan, time) || !scan_zone(scan) || !scan.rest.empty()) return std::nullopt;
  return time;
}

std::string date_complaint(std::string_view text, DateOrder order) {
  if (trimmed(text).empty()) return "the field is empty, a date is needed";
  const bool month_first = order == DateOrder::month_first;
  return "\"" + shown(text, 60) + "\" is not a date (" + (month_first ? "month/day/year" : "day/month/year") +
         " or year-month-day, with or without a time)";
}

}  // namespace shoal::data
