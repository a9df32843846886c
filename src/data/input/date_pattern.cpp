#include "data/input/date_pattern.hpp"

#include <algorithm>

#include "data/input/clock.hpp"
#include "data/input/date_words.hpp"
#include "data/input/numbers.hpp"
#include "data/input/text_scanner.hpp"
#include "shoal/error.hpp"

namespace shoal::data {
namespace {

constexpr std::string_view k_letters = "demybBhYjHkIlMSfpzZaAsnt%";

/// Letters that stand for several.
std::string expanded(std::string_view pattern) {
  std::string all;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const char letter = pattern[i] == '%' && i + 1 < pattern.size() ? pattern[i + 1] : '\0';
    const char* longer = letter == 'D'   ? "%m/%d/%y"
                         : letter == 'F' ? "%Y-%m-%d"
                         : letter == 'T' ? "%H:%M:%S"
                         : letter == 'R' ? "%H:%M"
                                         : nullptr;
    if (longer == nullptr) {
      all += pattern[i];
      if (letter != '\0') all += letter;
    } else {
      all += longer;
    }
    if (letter != '\0') ++i;
  }
  return all;
}

/// What the letters have told.
class Fields {
 public:
  bool take(char letter, TextScanner& scan) {
    switch (letter) {
      case 'd':
      case 'e':
        return number(scan, 2, day_);
      case 'm':
        return number(scan, 2, month_);
      case 'y':
        if (!number(scan, 2, year_)) return false;
        year_ = full_year(year_, 2);
        return true;
      case 'Y':
        return number(scan, 4, year_);
      case 'j':
        return number(scan, 3, day_of_year_) && day_of_year_ >= 1 && day_of_year_ <= 366;
      case 'b':
      case 'B':
      case 'h':
        return month_name(scan);
      case 'a':
      case 'A':
        return weekday(scan);
      case 's':
        return scan.take('-') ? false : number(scan, 12, unix_);
      default:
        return take_clock(letter, scan);
    }
  }

  std::optional<ParsedTime> time() {
    if (half_ != '\0') {
      if (hour_ < 1 || hour_ > 12) return std::nullopt;
      hour_ = hour_ % 12 + (half_ == 'p' ? 12 : 0);
    }
    if (hour_ > 23 || minute_ > 59 || second_ > 60) return std::nullopt;
    if (unix_ >= 0) {
      time_.seconds = unix_;
      time_.with_clock = true;
      return time_;
    }
    auto days = day_of_year_ > 0 ? days_since_1970(year_, 1, 1) : days_since_1970(year_, month_, day_);
    if (!days) return std::nullopt;
    if (day_of_year_ > 0) *days += day_of_year_ - 1;
    if (day_of_year_ > 0 && calendar_day(*days).year != year_) return std::nullopt;
    time_.seconds = *days * 86400 + hour_ * 3600 + minute_ * 60 + second_;
    return time_;
  }

 private:
  static bool number(TextScanner& scan, int most, std::int64_t& value) {
    scan.skip(' ');
    return scan.number(most, value);
  }
  bool month_name(TextScanner& scan) {
    const std::string_view word = scan.peek_word();
    month_ = month_of(word);
    scan.drop(word);
    scan.take('.');
    return month_ != 0;
  }
  static bool weekday(TextScanner& scan) {
    const std::string_view word = scan.peek_word();
    scan.drop(word);
    scan.take('.');
    return is_weekday(word);
  }
  bool take_clock(char letter, TextScanner& scan) {
    time_.with_clock = true;
    switch (letter) {
      case 'H':
      case 'k':
      case 'I':
      case 'l':
        return number(scan, 2, hour_);
      case 'M':
        return number(scan, 2, minute_);
      case 'S':
        return number(scan, 2, second_);
      case 'f':
        return fraction(scan);
      case 'p':
        return half(scan);
      case 'z':
      case 'Z':
        return scan_zone(scan);
      default:
        return false;
    }
  }
  bool fraction(TextScanner& scan) {
    const auto digits = static_cast<std::size_t>(scan.digits());
    time_.fraction = scan.rest.substr(0, digits);
    scan.rest.remove_prefix(digits);
    time_.fraction.resize(time_.fraction.find_last_not_of('0') + 1);
    return digits > 0;
  }
  /// "pm", "p.m.", "p. m.".
  bool half(TextScanner& scan) {
    scan.skip(' ');
    half_ = scan.next();
    if (half_ != 'a' && half_ != 'p') return false;
    scan.take(half_);
    scan.take('.');
    scan.skip(' ');
    if (!scan.take('m')) return false;
    scan.take('.');
    return true;
  }

  ParsedTime time_;
  std::int64_t year_ = 0, month_ = 0, day_ = 0, day_of_year_ = 0, unix_ = -1;
  std::int64_t hour_ = 0, minute_ = 0, second_ = 0;
  char half_ = '\0';
};

}  // namespace

void check_pattern(const std::string& pattern) {
  const std::string where = "--date-format";
  const std::string letters = expanded(pattern);
  bool day = false, month = false, year = false;
  for (std::size_t i = 0; i < letters.size(); ++i) {
    if (letters[i] != '%') continue;
    const char letter = i + 1 < letters.size() ? letters[i + 1] : '\0';
    if (letter == '\0' || k_letters.find(letter) == std::string_view::npos) {
      throw Error(ErrorCode::usage,
                  "\"%" + std::string(letter == '\0' ? 0 : 1, letter) + "\" is no letter of a form of dates",
                  "letters: %d %m %b %y %Y %j, %H %I %M %S %f %p, %z, %a; for example %d.%m.%Y %H:%M", where, pattern);
    }
    day = day || std::string_view("dejs").find(letter) != std::string_view::npos;
    month = month || std::string_view("mbBhjs").find(letter) != std::string_view::npos;
    year = year || std::string_view("yYs").find(letter) != std::string_view::npos;
    ++i;
  }
  if (day && month && year) return;
  throw Error(ErrorCode::usage, "\"" + pattern + "\" is no form of dates: it needs a day, a month and a year",
              "for example %d.%m.%Y %H:%M, or one of unix, unix-ms, unix-us, unix-ns, excel", where);
}

std::optional<ParsedTime> parse_pattern(std::string_view text, std::string_view pattern) {
  const std::string folded = folded_text(trimmed(text)), letters = expanded(pattern);
  TextScanner scan{folded};
  Fields fields;
  std::size_t i = 0;
  while (i < letters.size()) {
    const char letter = letters[i] == '%' ? letters[i + 1] : '\0';
    if (letter == '\0' && letters[i] != ' ') {
      const std::size_t end = std::min(letters.find_first_of("% ", i), letters.size());
      const std::string plain = folded_text(letters.substr(i, end - i));
      if (!scan.rest.starts_with(plain)) return std::nullopt;
      scan.drop(plain);
      i = end;
      continue;
    }
    if (letter == '\0' || letter == 'n' || letter == 't') {
      scan.skip(' ');
    } else if (letter == '%' ? !scan.take('%') : !fields.take(letter, scan)) {
      return std::nullopt;
    }
    i += letter == '\0' ? 1 : 2;
  }
  scan.skip(' ');
  return scan.at_end() ? fields.time() : std::nullopt;
}

}  // namespace shoal::data
