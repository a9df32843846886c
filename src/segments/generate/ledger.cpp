#include "segments/generate/ledger.hpp"

#include <charconv>
#include <chrono>

namespace shoal::generate {
namespace {

void append_number(std::string& out, std::int64_t value) {
  char digits[20];
  const auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
  out.append(digits, end);
}

void append_text(std::string& out, std::string_view text) {
  if (text.find_first_of(",\"") == std::string_view::npos) {
    out += text;
    return;
  }
  out += '"';
  for (const char c : text) {
    if (c == '"') out += '"';
    out += c;
  }
  out += '"';
}

void append_time(std::string& out, std::int64_t time) {
  const std::chrono::sys_seconds moment{std::chrono::seconds(time)};
  const auto day = std::chrono::floor<std::chrono::days>(moment);
  const std::chrono::year_month_day date(day);
  const std::int64_t minute = (moment - day).count() / 60;
  append_number(out, static_cast<unsigned>(date.month()));
  out += '/';
  append_number(out, static_cast<unsigned>(date.day()));
  out += '/';
  append_number(out, static_cast<int>(date.year()));
  out += ' ';
  append_number(out, minute / 60);
  out += minute % 60 < 10 ? ":0" : ":";
  append_number(out, minute % 60);
}

/// Pounds without trailing zeros: 2.55, 2.1, 3, 0.
void append_pounds(std::string& out, std::int64_t pence) {
  append_number(out, pence / 100);
  const auto rest = static_cast<int>(pence % 100);
  if (rest == 0) return;
  out += '.';
  out += static_cast<char>('0' + rest / 10);
  if (rest % 10 != 0) out += static_cast<char>('0' + rest % 10);
}

}  // namespace

std::string_view ledger_header() {
  return "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n";
}

void append_line(std::string& out, const LedgerLine& line) {
  out += line.invoice;
  out += ',';
  out += line.item;
  out += ',';
  append_text(out, line.description);
  out += ',';
  append_number(out, line.quantity);
  out += ',';
  append_time(out, line.time);
  out += ',';
  append_pounds(out, line.pence);
  out += ',';
  if (line.customer != 0) append_number(out, line.customer);
  out += ',';
  append_text(out, line.country);
  out += '\n';
}

}  // namespace shoal::generate
