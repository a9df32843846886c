#include "data/input/date_form.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "data/input/date_pattern.hpp"
#include "data/input/encoding.hpp"
#include "data/input/numbers.hpp"
#include "data/input/written_date.hpp"
#include "shoal/error.hpp"
#include "shoal/text.hpp"

namespace shoal::data {
namespace {

struct Counted {
  DateKind kind;
  const char* name;
  const char* option;
  std::int64_t per_second;  ///< 0: days
  double low, high;         ///< what is a date: 1973 to 2099 (Excel: from 1970), so that no two kinds meet
};

constexpr std::array<Counted, 5> k_counted = {{
    {DateKind::excel, "days of a spreadsheet", "excel", 0, 25569, 73051},
    {DateKind::unix_seconds, "Unix seconds", "unix", 1, 1e8, 4.1e9},
    {DateKind::unix_ms, "Unix milliseconds", "unix-ms", 1'000, 1e11, 4.1e12},
    {DateKind::unix_us, "Unix microseconds", "unix-us", 1'000'000, 1e14, 4.1e15},
    {DateKind::unix_ns, "Unix nanoseconds", "unix-ns", 1'000'000'000, 1e17, 4.1e18},
}};

const Counted* counted(DateKind kind) {
  const auto at = std::ranges::find(k_counted, kind, &Counted::kind);
  return at == k_counted.end() ? nullptr : &*at;
}

/// Digits, a mark, digits.
struct Count {
  std::int64_t whole = 0;
  std::string_view fraction;  ///< without trailing zeros
};

std::optional<Count> parse_count(std::string_view text) {
  text = trimmed(text);
  const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
  if (digits == 0 || digits > 19) return std::nullopt;
  Count count;
  for (std::size_t i = 0; i < digits; ++i) {
    if (count.whole > (std::int64_t{1} << 62) / 10) return std::nullopt;
    count.whole = count.whole * 10 + (text[i] - '0');
  }
  if (digits == text.size()) return count;
  if (text[digits] != '.' && text[digits] != ',') return std::nullopt;
  count.fraction = text.substr(digits + 1);
  if (count.fraction.find_first_not_of("0123456789") != std::string_view::npos) return std::nullopt;
  while (count.fraction.ends_with('0')) count.fraction.remove_suffix(1);
  return count;
}

/// The part of a day that digits behind a mark are, in seconds.
std::int64_t seconds_of_part(std::string_view fraction) {
  const auto part = parse_number("0." + std::string(fraction));
  return std::llround(part.value_or(0) * 86400);
}

std::optional<ParsedTime> parse_counted(std::string_view text, const Counted& kind) {
  const auto count = parse_count(text);
  if (!count) return std::nullopt;
  const auto value = static_cast<double>(count->whole);
  if (value < kind.low || value > kind.high) return std::nullopt;
  ParsedTime time;
  if (kind.per_second == 0) {
    constexpr std::int64_t k_days_to_1970 = 25569;
    time.with_clock = !count->fraction.empty();
    time.seconds = (count->whole - k_days_to_1970) * 86400 + (time.with_clock ? seconds_of_part(count->fraction) : 0);
    return time;
  }
  time.with_clock = true;
  time.seconds = count->whole / kind.per_second;
  if (kind.per_second > 1) {
    time.fraction = std::to_string(kind.per_second + count->whole % kind.per_second).substr(1);
  }
  time.fraction += count->fraction;
  time.fraction.resize(time.fraction.find_last_not_of('0') + 1);
  return time;
}

std::string_view order_name(DateOrder order) {
  switch (order) {
    case DateOrder::month_first:
      return "month/day/year";
    case DateOrder::year_first:
      return "year/month/day";
    default:
      return "day/month/year";
  }
}

}  // namespace

DateForm form_of_options(const std::string& date_format, DateOrder order) {
  DateForm form;
  form.fixed = order != DateOrder::decide;
  if (form.fixed) form.order = order;
  if (date_format.empty()) return form;
  const auto at = std::ranges::find(k_counted, std::string_view(date_format), &Counted::option);
  if (at != k_counted.end()) {
    form.kind = at->kind;
  } else {
    check_pattern(date_format);
    form.kind = DateKind::pattern;
    form.pattern = date_format;
  }
  return form;
}

std::optional<ParsedTime> parse_time(std::string_view text, const DateForm& form) {
  if (form.kind == DateKind::written) return parse_written(text, form.order, form.fixed);
  if (form.kind == DateKind::pattern) return parse_pattern(text, form.pattern);
  return parse_counted(text, *counted(form.kind));
}

std::string_view kind_name(DateKind kind) {
  const Counted* row = counted(kind);
  return row != nullptr ? row->name : "dates";
}

std::string_view kind_option(DateKind kind) {
  const Counted* row = counted(kind);
  return row != nullptr ? row->option : std::string_view();
}

std::string date_complaint(std::string_view text, const DateForm& form) {
  if (trimmed(text).empty()) return "the field is empty, a date is needed";
  const std::string none = "\"" + shown(text, 60) + "\" is not a date";
  if (form.kind == DateKind::pattern) return none + " in the form " + form.pattern;
  if (form.kind != DateKind::written) return none + " in " + std::string(kind_name(form.kind));
  return none + " (" + (form.fixed ? std::string(order_name(form.order)) : "day, month and year in one order") +
         " or year-month-day, with or without a time)";
}

std::string date_hint(std::string_view text, const DateForm& form) {
  if (form.kind == DateKind::pattern) return {};
  for (const DateKind kind : k_found_kinds) {
    if (kind == form.kind || !parse_time(text, {kind, form.order, false, {}})) continue;
    if (kind == DateKind::written)
      return "the column is read as " + std::string(kind_name(form.kind)) + ", as most of its first values are";
    return "if the column holds " + std::string(kind_name(kind)) + ", add --date-format " +
           std::string(kind_option(kind));
  }
  if (form.kind != DateKind::written || !form.fixed) return {};
  const auto other = parse_written(text, form.order, false);
  if (!other) return {};
  if ((other->orders & only(DateOrder::day_first)) != 0)
    return "if the day comes first in this file, give --date-order day-first";
  if ((other->orders & only(DateOrder::month_first)) != 0)
    return "if the month comes first in this file, give --date-order month-first";
  return "if the year comes first in this file, give --date-order year-first";
}

}  // namespace shoal::data
