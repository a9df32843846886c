#include "data/input/clock.hpp"

#include <cmath>

#include "data/input/date_words.hpp"
#include "data/input/numbers.hpp"
#include "data/input/written_date.hpp"

namespace shoal::data {
namespace {

constexpr std::int64_t k_day = 86400;

constexpr std::string_view k_zones =
    " z utc gmt est edt cst cdt mst mdt pst pdt akst akdt hst bst ist cet cest mez mesz wet west eet eest msk jst kst "
    "aest "
    "aedt acst acdt awst nzst nzdt sast brt art clt clst cot pet hkt sgt pht wib ";

struct Parts {
  std::int64_t hour = 0, minute = 0, second = 0;
  bool with_minutes = false;
};

/// Digits behind one of the marks, if there are some.
void scan_fraction(TextScanner& scan, std::string_view marks, std::string& fraction) {
  TextScanner ahead = scan;
  if (!ahead.take_one_of(marks)) return;
  const auto n = static_cast<std::size_t>(ahead.digits());
  if (n == 0) return;
  fraction = ahead.rest.substr(0, n);
  fraction.resize(fraction.find_last_not_of('0') + 1);
  ahead.rest.remove_prefix(n);
  scan = ahead;
}

/// "0826", "082600".
bool scan_compact(TextScanner& scan, Parts& parts) {
  const int digits = scan.digits();
  if (digits < 3 || digits > 6) return false;
  std::int64_t value = 0;
  scan.number(6, value);
  if (digits > 4) {
    parts.second = value % 100;
    value /= 100;
  }
  parts.hour = value / 100;
  parts.minute = value % 100;
  parts.with_minutes = true;
  return true;
}

/// "8", "8:26", "08:26:00.125", "14.30", "14h30", "14h".
bool scan_parts(TextScanner& scan, Parts& parts, std::string& fraction) {
  if (!scan.number(2, parts.hour)) return false;
  const char separator = scan.next();
  if (separator == 'h' || separator == 'H') {
    scan.rest.remove_prefix(1);
    parts.with_minutes = true;
    return scan.digits() == 0 || scan.number(2, parts.minute);
  }
  if (separator != ':' && separator != '.') return true;
  TextScanner behind = scan;
  behind.rest.remove_prefix(1);
  if (separator == '.' && behind.digits() < 2) return true;  // no minutes: "8. pm"
  if (!behind.number(2, parts.minute)) return false;
  scan = behind;
  parts.with_minutes = true;
  if (!scan.take(separator)) return true;
  if (!scan.number(2, parts.second)) return false;
  scan_fraction(scan, separator == ':' ? ".," : ",", fraction);
  return true;
}

/// "AM", "p.m.", "p. m."; '\0' when there is none.
char scan_half(TextScanner& scan) {
  TextScanner ahead = scan;
  ahead.skip(' ');
  const char half = ahead.take('a') ? 'a' : ahead.take('p') ? 'p' : '\0';
  if (half == '\0') return half;
  ahead.take('.');
  ahead.skip(' ');
  if (!ahead.take('m')) return '\0';
  ahead.take('.');
  const char behind = static_cast<char>(ahead.next() | 0x20);
  if (behind >= 'a' && behind <= 'z') return '\0';
  scan = ahead;
  return half;
}

bool scan_offset(TextScanner& scan) {
  std::int64_t hours = 0, minutes = 0;
  if (!scan.number(2, hours)) return false;
  scan.take(':');
  if (scan.digits() > 0 && !scan.number(2, minutes)) return false;
  return hours <= 14 && minutes <= 59;
}

/// "0.346528": a part of a day, as spreadsheets keep times.
std::optional<ClockTime> part_of_day(std::string_view text) {
  if (!text.starts_with("0.") && !text.starts_with("0,")) return std::nullopt;
  const auto value = parse_plain(text, text[1]);
  if (!value) return std::nullopt;
  return ClockTime{static_cast<std::int64_t>(std::llround(*value * static_cast<double>(k_day))), {}};
}

}  // namespace

bool scan_zone(TextScanner& scan) {
  scan.skip(' ');
  if (!scan.take('z')) scan.take_word_of(k_zones);
  if (scan.take('+') || scan.take('-')) {
    if (!scan_offset(scan)) return false;
  }
  scan.skip(' ');
  const char last = scan.next() == '(' ? ')' : scan.next() == '[' ? ']' : '\0';
  if (last != '\0') {
    const std::size_t end = scan.rest.find(last);
    if (end == std::string_view::npos) return false;
    scan.rest.remove_prefix(end + 1);
  }
  return true;
}

std::optional<ClockTime> scan_clock(TextScanner& scan, bool compact) {
  Parts parts;
  ClockTime time;
  if (!(compact && scan.digits() >= 3 ? scan_compact(scan, parts) : scan_parts(scan, parts, time.fraction))) {
    return std::nullopt;
  }
  const char half = scan_half(scan);
  if (half != '\0') {
    if (parts.hour < 1 || parts.hour > 12) return std::nullopt;
    parts.hour = parts.hour % 12 + (half == 'p' ? 12 : 0);
  } else {
    TextScanner ahead = scan;
    ahead.skip(' ');
    if (ahead.take_word_of(" uhr h hs hrs ")) {
      ahead.take('.');
      scan = ahead;
      parts.with_minutes = true;
    }
    if (!parts.with_minutes) return std::nullopt;
  }
  // A leap second (60) counts as the first second of the next minute.
  if (parts.hour > 23 || parts.minute > 59 || parts.second > 60) return std::nullopt;
  if (!scan_zone(scan)) return std::nullopt;
  time.seconds = parts.hour * 3600 + parts.minute * 60 + parts.second;
  return time;
}

std::optional<ClockTime> parse_clock(std::string_view text) {
  const std::string folded = folded_text(trimmed(text));
  TextScanner scan{folded};
  scan.skip(' ');
  if (auto time = scan_clock(scan, true); time && scan.at_end()) return time;
  if (auto time = part_of_day(folded)) return time;
  const auto moment = parse_written(text, DateOrder::day_first, false);
  if (!moment || !moment->with_clock) return std::nullopt;
  const std::int64_t seconds = moment->seconds % k_day;
  return ClockTime{seconds < 0 ? seconds + k_day : seconds, moment->fraction};
}

}  // namespace shoal::data
