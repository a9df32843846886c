#include "data/containers/cell_formats.hpp"

#include <array>
#include <charconv>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <map>

#include "data/containers/xml_reader.hpp"
#include "data/input/byte_source.hpp"

namespace shoal::data {
namespace {

/// The formats that have a number and no text: ECMA-376, 18.8.30, with those of East Asia.
CellFormat built_in(int number) {
  if ((number >= 14 && number <= 17) || (number >= 27 && number <= 36) || (number >= 50 && number <= 58)) {
    return CellFormat::date;
  }
  if ((number >= 18 && number <= 21) || number == 45 || number == 47) return CellFormat::time;
  return number == 22 ? CellFormat::date_time : CellFormat::number;
}

int number_of(std::string_view text) {
  int number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

class StylesReader : public XmlReader {
 public:
  using XmlReader::XmlReader;
  std::vector<CellFormat> formats;

 private:
  void begin(std::string_view name, XmlAttributes attributes) override {
    if (name == "numFmt") {
      named_[number_of(attribute(attributes, "numFmtId"))] = format_of(attribute(attributes, "formatCode"));
    } else if (name == "cellXfs") {
      of_cells_ = true;
    } else if (name == "xf" && of_cells_) {
      const int number = number_of(attribute(attributes, "numFmtId"));
      const auto at = named_.find(number);
      formats.push_back(at == named_.end() ? built_in(number) : at->second);
    }
  }
  void end(std::string_view name) override {
    if (name == "cellXfs") of_cells_ = false;
  }
  void text(std::string_view) override {}

  std::map<int, CellFormat> named_;
  bool of_cells_ = false;
};

/// Days since 1970 of a day of the workbook; false for one that is none.
bool day_of(std::int64_t& day, bool since_1904) {
  constexpr std::int64_t k_1970 = 25569, k_1904 = 1462, k_no_day = 60, k_last = 2958465;
  if (since_1904) day += k_1904;
  if (day == k_no_day || day > k_last) return false;
  // Excel takes 1900 for a leap year.
  day -= day < k_no_day ? k_1970 - 1 : k_1970;
  return true;
}

}  // namespace

CellFormat format_of(std::string_view code) {
  bool day = false, month_or_minute = false, hour = false;
  for (std::size_t i = 0; i < code.size() && code[i] != ';'; ++i) {
    const char c = code[i];
    if (c == '"' || c == '[') {
      const std::size_t end = code.find(c == '"' ? '"' : ']', i + 1);
      if (end == std::string_view::npos) break;
      // "[h]" counts hours beyond 24; "[Red]" and "[$-409]" say nothing.
      if (c == '[' && code.substr(i + 1, end - i - 1).find_first_not_of("hHmMsS") == std::string_view::npos) {
        return CellFormat::number;
      }
      i = end;
    } else if (c == '\\' || c == '_' || c == '*') {
      ++i;
    } else {
      day |= std::string_view("dDyY").find(c) != std::string_view::npos;
      month_or_minute |= c == 'm' || c == 'M';
      hour |= std::string_view("hHsS").find(c) != std::string_view::npos;
    }
  }
  if (code.substr(0, 7) == "General") return CellFormat::number;
  day |= month_or_minute && !hour;
  return day ? (hour ? CellFormat::date_time : CellFormat::date) : hour ? CellFormat::time : CellFormat::number;
}

std::vector<CellFormat> read_cell_formats(ByteSource& styles, const std::string& where) {
  StylesReader reader(where);
  reader.feed(styles);
  return std::move(reader.formats);
}

bool append_serial(std::string& out, double days, CellFormat format, bool since_1904) {
  constexpr double k_milliseconds = 86'400'000.0;
  if (!(days >= 0.0 && days < 3e6)) return false;
  auto day = static_cast<std::int64_t>(days);
  auto part = static_cast<std::int64_t>(std::llround((days - std::trunc(days)) * k_milliseconds));
  if (part == static_cast<std::int64_t>(k_milliseconds)) {
    ++day;
    part = 0;
  }
  std::array<char, 32> text;
  if (format != CellFormat::time || day > 0) {
    std::int64_t since_1970 = day;
    if (!day_of(since_1970, since_1904)) return false;
    const std::chrono::year_month_day date{std::chrono::sys_days{std::chrono::days{since_1970}}};
    std::snprintf(text.data(), text.size(), "%04d-%02u-%02u", static_cast<int>(date.year()),
                  static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
    out += text.data();
    if (format == CellFormat::date && part == 0) return true;
    out += ' ';
  }
  std::snprintf(text.data(), text.size(), "%02d:%02d:%02d", static_cast<int>(part / 3'600'000),
                static_cast<int>(part / 60'000 % 60), static_cast<int>(part / 1000 % 60));
  out += text.data();
  if (part % 1000 != 0) {
    std::snprintf(text.data(), text.size(), ".%03d", static_cast<int>(part % 1000));
    out += text.data();
  }
  return true;
}

}  // namespace shoal::data
