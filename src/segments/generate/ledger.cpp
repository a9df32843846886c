#include "segments/generate/ledger.hpp"

#include <charconv>
#include <chrono>
#include <string>

#include "data/parquet/parquet_stream.hpp"
#include "shoal/files.hpp"

namespace shoal::generate {
namespace {

constexpr std::size_t k_chunk = std::size_t{1} << 20;

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

class CsvLedger : public Ledger {
 public:
  CsvLedger(const std::filesystem::path& path, const Cancellation* cancellation)
      : file_(path, cancellation),
        out_("InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n") {}

  void add(const LedgerLine& line) override {
    append_line(out_, line);
    if (out_.size() > k_chunk) flush();
  }
  void commit() override {
    flush();
    file_.commit();
  }

 private:
  void flush() {
    file_.write(out_);
    out_.clear();
  }

  OutputFile file_;
  std::string out_;
};

class ParquetLedger : public Ledger {
 public:
  ParquetLedger(const std::filesystem::path& path, const Cancellation* cancellation)
      : stream_(path,
                {{"InvoiceNo", Kind::text},
                 {"StockCode", Kind::text},
                 {"Description", Kind::text},
                 {"Quantity", Kind::whole},
                 {"InvoiceDate", Kind::time},
                 {"UnitPrice", Kind::number},
                 {"CustomerID", Kind::whole},
                 {"Country", Kind::text}},
                cancellation) {}

  void add(const LedgerLine& line) override {
    stream_.text(0, line.invoice);
    stream_.text(1, line.item);
    stream_.text(2, line.description);
    stream_.whole(3, line.quantity);
    stream_.time(4, line.time);
    stream_.number(5, static_cast<double>(line.pence) / 100.0);
    if (line.customer != 0) {
      stream_.whole(6, line.customer);
    } else {
      stream_.missing(6);
    }
    stream_.text(7, line.country);
    stream_.end_row();
  }
  void commit() override { stream_.commit(); }

 private:
  using Kind = data::ParquetStream::Kind;
  data::ParquetStream stream_;
};

}  // namespace

std::unique_ptr<Ledger> open_ledger(const std::filesystem::path& path, const Cancellation* cancellation) {
  if (path.extension() == ".parquet") return std::make_unique<ParquetLedger>(path, cancellation);
  return std::make_unique<CsvLedger>(path, cancellation);
}

}  // namespace shoal::generate
