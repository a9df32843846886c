#include "data/input/written_date.hpp"

#include <algorithm>

#include "data/input/clock.hpp"
#include "data/input/date_words.hpp"
#include "data/input/numbers.hpp"
#include "data/input/text_scanner.hpp"

namespace shoal::data {
namespace {

constexpr std::string_view k_of = " de del di of the den le el d du st nd rd th er e o a ";
constexpr std::string_view k_at = " at um a as las les alle ore om o godz kl klo t ";

/// Reads one text. What is asked of it may be tried in several ways, each from a copy.
class DateReader {
 public:
  DateReader(std::string_view text, DateOrder order, bool fixed) : scan_{text}, order_(order), fixed_(fixed) {}

  /// A date, then a time or nothing.
  std::optional<ParsedTime> date_and_clock() {
    if (!numeric_date() && !textual_date()) return std::nullopt;
    if (!clock_behind()) return std::nullopt;
    return time_;
  }
  /// A time, then a date.
  std::optional<ParsedTime> clock_and_date() {
    if (!clock()) return std::nullopt;
    gap(" ,-", k_of);
    if ((!numeric_date() && !textual_date()) || !scan_.at_end()) return std::nullopt;
    return time_;
  }
  bool weekday() {
    const std::string_view word = scan_.peek_word();
    if (!is_weekday(word)) return false;
    scan_.drop(word);
    if (scan_.rest.starts_with("-feira")) scan_.drop("-feira");
    gap(" .,", {});
    return true;
  }

 private:
  void gap(std::string_view characters, std::string_view words) {
    while (scan_.take_one_of(characters) || scan_.take_word_of(words)) {
    }
  }

  bool set_day(std::optional<std::int64_t> days) {
    if (days) time_.seconds += *days * 86400;
    return days.has_value();
  }

  /// Three numbers that say by themselves neither their order nor, when it is `short_year`, which is the year.
  bool set_day(std::int64_t a, std::int64_t b, std::int64_t c, Orders possible) {
    time_.numbers = {static_cast<std::int16_t>(a), static_cast<std::int16_t>(b), static_cast<std::int16_t>(c)};
    std::optional<std::int64_t> days;
    for (const DateOrder order : {order_, DateOrder::day_first, DateOrder::month_first, DateOrder::year_first}) {
      if ((possible & only(order)) == 0) continue;
      const auto day = day_of(time_.numbers, order);
      if (!day) continue;
      time_.orders |= only(order);
      if (!days && (!fixed_ || order == order_)) days = day;
    }
    return set_day(days);
  }

  static constexpr Orders k_year_last = only(DateOrder::day_first) | only(DateOrder::month_first);
  static constexpr Orders k_all = k_year_last | only(DateOrder::year_first);

  bool numeric_date() {
    const TextScanner begin = scan_;
    const ParsedTime before = time_;
    if (compact_date() || separated_date()) return true;
    scan_ = begin;
    time_ = before;
    compact_ = false;
    return false;
  }

  /// 20101201, 01122010, 101201, and with a time: 201012010826, 20101201082600.
  bool compact_date() {
    const int digits = scan_.digits();
    if (digits != 6 && digits != 8 && digits != 12 && digits != 14) return false;
    std::int64_t date = 0;
    scan_.number(digits == 6 ? 6 : 8, date);
    compact_ = true;
    if (digits > 8) {
      const bool day = set_day(days_since_1970(date / 10000, date / 100 % 100, date % 100));
      return day && scan_.digits() >= 4 && clock();
    }
    if (std::string_view(":/-.").find(scan_.next()) != std::string_view::npos) return false;
    if (digits == 6) return set_day(date / 10000, date / 100 % 100, date % 100, k_all);
    // With the year last, 19 or 20 stands where the month would: such a date is none with the year first.
    if (const auto days = days_since_1970(date / 10000, date / 100 % 100, date % 100)) return set_day(days);
    const std::int64_t century = date % 10000 / 100;
    return (century == 19 || century == 20) && set_day(date / 1000000, date / 10000 % 100, date % 10000, k_year_last);
  }

  /// 12/1/2010, 1.12.2010, 1. 12. 2010, 2010-12-01, 22/01/04.
  bool separated_date() {
    std::int64_t a = 0, b = 0, c = 0;
    int a_digits = 0, c_digits = 0;
    if (!scan_.number(4, a, &a_digits)) return false;
    const char separator = scan_.next();
    if (!scan_.take_one_of("/-.")) return false;
    if (separator == '.') scan_.skip(' ');
    if (!scan_.number(2, b) || !scan_.take(separator)) return false;
    if (separator == '.') scan_.skip(' ');
    if (!scan_.number(4, c, &c_digits)) return false;
    if (a_digits == 4) {
      if (separator == '.') scan_.take('.');  // "2022. 03. 15."
      return c_digits <= 2 && set_day(days_since_1970(a, b, c));
    }
    if (a_digits > 2) return false;
    time_.dotted = separator == '.';
    if (c_digits == 4) return c >= 100 && set_day(a, b, c, k_year_last);
    if (c_digits == 2) return set_day(a, b, c, a_digits == 2 ? k_all : k_year_last);
    return c_digits == 1 && a_digits == 2 && set_day(a, b, c, only(DateOrder::year_first));
  }

  /// "5 March 2022", "Mar 5, 2022", "2022-Mar-05", "Mar 5 14:30:00 UTC 2022".
  bool textual_date() {
    std::int64_t first = 0, second = 0;
    int first_digits = 0, second_digits = 0;
    const bool number_first = scan_.number(4, first, &first_digits);
    if (number_first) gap(" .-/,|", k_of);
    const std::string_view word = scan_.peek_word();
    const int month = month_of(word);
    if (month == 0) return false;
    scan_.drop(word);
    gap(" .-/,|'", k_of);
    if (!scan_.number(4, second, &second_digits)) return false;
    textual_ = true;
    if (number_first) {
      return first_digits == 4 ? second_digits <= 2 && set_day(days_since_1970(first, month, second))
                               : first_digits <= 2 && set_day(year_of(second, second_digits, month, first));
    }
    return second_digits <= 2 && year_behind(month, second);
  }

  /// After month and day: the year, a time before it or not.
  bool year_behind(int month, std::int64_t day) {
    gap(" .-/,|'", k_of);
    TextScanner ahead = scan_;
    std::int64_t year = 0;
    int digits = 0;
    if (!ahead.number(4, year, &digits)) return false;
    if (ahead.next() == ':' && digits <= 2) {
      if (!clock() || !scan_.number(4, year, &digits) || digits != 4) return false;
    } else {
      scan_ = ahead;
    }
    return set_day(year_of(year, digits, month, day));
  }

  static std::optional<std::int64_t> year_of(std::int64_t year, int digits, int month, std::int64_t day) {
    if (digits != 2 && digits != 4) return std::nullopt;
    return days_since_1970(full_year(year, digits), month, day);
  }

  bool clock() {
    auto time = scan_clock(scan_, compact_);
    if (!time) return false;
    time_.seconds += time->seconds;
    time_.fraction = std::move(time->fraction);
    time_.with_clock = true;
    return true;
  }

  /// The end, or what parts a date from its time and then the time.
  bool clock_behind() {
    if (scan_.at_end()) return true;
    if (time_.with_clock) return scan_zone(scan_) && scan_.at_end();
    const std::size_t before = scan_.rest.size();
    if (textual_ && scan_.take(':')) return clock() && scan_.at_end();  // the log of a web server
    scan_.take(',');
    if (scan_.rest.starts_with(" - ")) scan_.drop(" - ");
    if (!scan_.take('t')) {
      scan_.skip(' ');
      while (scan_.take_word_of(k_at)) scan_.take_one_of(". "), scan_.skip(' ');
    }
    if (scan_.rest.size() == before) return false;
    return clock() && scan_.at_end();
  }

  TextScanner scan_;
  DateOrder order_;
  bool fixed_;
  bool compact_ = false, textual_ = false;
  ParsedTime time_;
};

}  // namespace

std::optional<ParsedTime> parse_written(std::string_view text, DateOrder order, bool fixed) {
  text = trimmed(text);
  if (auto time = DateReader(text, order, fixed).date_and_clock()) return time;
  // Words are read in small letters without accents; most dates have none.
  const auto is_plain = [](char c) { return (c >= '0' && c <= '9') || c == '/' || c == '-' || c == '.' || c == '+'; };
  if (text.size() < 6 || std::ranges::all_of(text, is_plain)) return std::nullopt;
  const std::string folded = folded_text(text);
  if (auto time = DateReader(folded, order, fixed).date_and_clock()) return time;
  DateReader after_weekday(folded, order, fixed);
  if (after_weekday.weekday()) return after_weekday.date_and_clock();
  return DateReader(folded, order, fixed).clock_and_date();
}

}  // namespace shoal::data
