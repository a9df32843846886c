#include "data/input/dates.hpp"

namespace shoal::data {

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

/// Hinnant 2013, "chrono-compatible low-level date algorithms": eras of 400 years that begin in March.
CalendarDay calendar_day(std::int64_t days) {
  const std::int64_t z = days + 719468;
  const std::int64_t era = (z >= 0 ? z : z - 146096) / 146097;
  const std::int64_t of_era = z - era * 146097;
  const std::int64_t year_of_era = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
  const std::int64_t of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const std::int64_t month_from_march = (5 * of_year + 2) / 153;
  const std::int64_t month = month_from_march < 10 ? month_from_march + 3 : month_from_march - 9;
  return {year_of_era + era * 400 + (month <= 2 ? 1 : 0), month, of_year - (153 * month_from_march + 2) / 5 + 1};
}

std::optional<std::int64_t> day_of(const std::array<std::int16_t, 3>& numbers, DateOrder order) {
  const auto [a, b, c] = numbers;
  const std::int64_t last_year = full_year(c, c >= 100 ? 4 : 2);
  switch (order) {
    case DateOrder::month_first:
      return days_since_1970(last_year, a, b);
    case DateOrder::day_first:
      return days_since_1970(last_year, b, a);
    case DateOrder::year_first:
      return c >= 100 ? std::nullopt : days_since_1970(full_year(a, 2), b, c);
    case DateOrder::decide:
      break;
  }
  return std::nullopt;
}

}  // namespace shoal::data
