#include "data/input/date_evidence.hpp"

#include <bit>
#include <utility>

#include "data/input/encoding.hpp"
#include "shoal/text.hpp"

namespace shoal::data {
namespace {

constexpr std::array<DateOrder, 3> k_orders = {DateOrder::day_first, DateOrder::month_first, DateOrder::year_first};
constexpr std::array<const char*, 12> k_months = {"January",   "February", "March",    "April",
                                                  "May",       "June",     "July",     "August",
                                                  "September", "October",  "November", "December"};

std::string option_of(DateOrder order) {
  return order == DateOrder::day_first     ? "--date-order day-first"
         : order == DateOrder::month_first ? "--date-order month-first"
                                           : "--date-order year-first";
}

std::string for_people(const std::array<std::int16_t, 3>& numbers, DateOrder order) {
  const CalendarDay day = calendar_day(day_of(numbers, order).value_or(0));
  return std::to_string(day.day) + " " + k_months[static_cast<std::size_t>(day.month - 1)] + " " +
         std::to_string(day.year);
}

/// Whether all orders of the set give the same day.
bool same_day(const std::array<std::int16_t, 3>& numbers, Orders orders) {
  std::optional<std::int64_t> day;
  for (const DateOrder order : k_orders) {
    if ((orders & only(order)) == 0) continue;
    const auto next = day_of(numbers, order);
    if (day && next && *day != *next) return false;
    day = next;
  }
  return true;
}

}  // namespace

std::size_t DateEvidence::kind_of(const ParsedTime& time) {
  const auto [a, b, c] = time.numbers;
  return static_cast<std::size_t>(time.orders >> 1 | (time.dotted ? 8 : 0) | (a == b ? 16 : 0) | (a == c ? 32 : 0));
}
Orders DateEvidence::orders_of(std::size_t kind) { return static_cast<Orders>((kind & 7) << 1); }
bool DateEvidence::dotted(std::size_t kind) { return (kind & 8) != 0; }

void DateEvidence::add(const ParsedTime& time, std::string_view text, std::int64_t row) {
  if (time.orders == 0) {
    plain_ = true;
    return;
  }
  if ((time.orders & only(DateOrder::year_first)) != 0) {
    constexpr std::int64_t k_week = 7;
    for (const DateOrder order : k_orders) {
      if ((time.orders & only(order)) == 0) continue;
      bool& later = later_[static_cast<std::size_t>(order)];
      later = later || day_of(time.numbers, order).value_or(0) > today_ + k_week;
    }
  }
  Seen& seen = seen_[kind_of(time)];
  if (!seen.any) seen = {true, 0, row, std::string(text), {}, time.numbers};
}

bool DateEvidence::open() const {
  for (const Seen& seen : seen_) {
    if (seen.any) return true;
  }
  return false;
}

Orders DateEvidence::common() const {
  Orders all = only(DateOrder::day_first) | only(DateOrder::month_first) | only(DateOrder::year_first);
  for (std::size_t i = 0; i < seen_.size(); ++i) {
    if (seen_[i].any) all &= orders_of(i);
  }
  Orders not_later = all;
  for (const DateOrder order : k_orders) {
    if (later_[static_cast<std::size_t>(order)]) not_later &= static_cast<Orders>(~only(order));
  }
  const bool years_first = (all & only(DateOrder::year_first)) != 0;
  return years_first && not_later != 0 ? not_later : all;
}

std::optional<DateOrder> DateEvidence::order() const {
  const Orders all = common();
  bool doubtful = false, all_dotted = true;
  for (std::size_t i = 0; i < seen_.size(); ++i) {
    if (!seen_[i].any || same_day(seen_[i].numbers, all)) continue;
    doubtful = true;
    all_dotted = all_dotted && dotted(i);
  }
  if (std::popcount(all) > 1 && doubtful && !(all_dotted && (all & only(DateOrder::day_first)) != 0))
    return std::nullopt;
  for (const DateOrder order : k_orders) {
    if ((all & only(order)) != 0) return order;
  }
  return std::nullopt;
}

Error DateEvidence::question(const std::string& where) const {
  const Orders all = common();
  std::string options;
  for (const DateOrder order : k_orders) {
    if (all == 0 || (all & only(order)) != 0) options += (options.empty() ? "" : ", or ") + option_of(order);
  }
  if (all != 0) {
    for (const Seen& seen : seen_) {
      if (!seen.any || same_day(seen.numbers, all)) continue;
      std::vector<std::string> readings;
      for (const DateOrder order : k_orders) {
        if ((all & only(order)) != 0) readings.push_back(for_people(seen.numbers, order));
      }
      return {ErrorCode::data,
              "is \"" + shown(seen.text, 40) + "\" " + join(readings, " or ") +
                  "? No date of the column shows whether day or month comes first",
              "add " + options, where};
    }
  }
  // Two dates that have no order in common.
  for (std::size_t i = 0; i < seen_.size(); ++i) {
    for (std::size_t j = i + 1; j < seen_.size(); ++j) {
      if (!seen_[i].any || !seen_[j].any || (orders_of(i) & orders_of(j)) != 0) continue;
      const auto place = [&](const Seen& seen) {
        return "\"" + shown(seen.text, 40) + "\"" + (seen.place.empty() ? "" : " (" + seen.place + ")");
      };
      const bool in_turn = std::pair(seen_[i].part, seen_[i].row) < std::pair(seen_[j].part, seen_[j].row);
      return {
          ErrorCode::data,
          place(seen_[in_turn ? i : j]) + " and " + place(seen_[in_turn ? j : i]) +
              " are no dates in one order of day, month and year",
          "write all dates in one order, or say which is right: " + options + ", and --bad-rows skip for the others",
          where};
    }
  }
  return {ErrorCode::data, "its dates are in no common order of day, month and year", "add " + options, where};
}

std::string DateEvidence::example(DateOrder order) const {
  std::string fits;
  for (std::size_t i = 0; i < seen_.size(); ++i) {
    if (!seen_[i].any) continue;
    if (orders_of(i) == only(order)) return seen_[i].text;
    fits = seen_[i].text;
  }
  return fits;
}

std::vector<std::int64_t> DateEvidence::rows() const {
  constexpr Orders k_year_last = only(DateOrder::day_first) | only(DateOrder::month_first);
  std::vector<std::int64_t> rows;
  for (std::size_t i = 0; i < seen_.size(); ++i) {
    if (seen_[i].any && (orders_of(i) & k_year_last) != k_year_last) rows.push_back(seen_[i].row);
  }
  return rows;
}

DateEvidence::Kinds DateEvidence::kinds() const {
  Kinds kinds = 0;
  for (std::size_t i = 0; i < seen_.size(); ++i) kinds |= seen_[i].any ? Kinds{1} << i : 0;
  return kinds;
}

std::int64_t with_order_swapped(std::int64_t seconds) {
  const std::int64_t clock = ((seconds % 86400) + 86400) % 86400;
  const CalendarDay day = calendar_day((seconds - clock) / 86400);
  if (day.day > 12) return seconds;
  return days_since_1970(day.year, day.day, day.month).value_or(0) * 86400 + clock;
}

}  // namespace shoal::data
