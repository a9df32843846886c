// A shop's transaction lines: reading and cleaning.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "shoal/line_choice.hpp"
#include "shoal/reading.hpp"
#include "shoal/table.hpp"
#include "shoal/threads.hpp"

namespace shoal {

/// Distinct texts by number, in one piece of memory: shops have millions of invoices.
class Texts {
 public:
  std::size_t size() const { return ends_.size(); }
  bool empty() const { return ends_.empty(); }
  std::string_view operator[](std::size_t i) const {
    const std::size_t begin = i == 0 ? 0 : ends_[i - 1];
    return {bytes_.data() + begin, ends_[i] - begin};
  }
  void emplace_back(std::string_view text) {
    bytes_ += text;
    ends_.push_back(bytes_.size());
  }
  bool operator==(const Texts&) const = default;

 private:
  std::string bytes_;
  std::vector<std::size_t> ends_;
};

/// What neighbouring lines of one invoice, customer, country and time have in common.
struct Receipt {
  std::int64_t time = 0;                                   ///< seconds since 1970-01-01 of the file's own clock
  std::int32_t invoice = -1, customer = -1, country = -1;  ///< into the texts; -1 = empty
  std::uint32_t first_line = 0;                            ///< its lines end where those of the next receipt begin
};

/// What a line says beside its receipt.
struct LineKind {
  std::int32_t item = -1, description = -1;  ///< into the texts; -1 = empty
  double quantity = 0.0, unit_price = 0.0;
  double amount =
      0.0;  ///< quantity x price; where the file has totals of lines, exactly those, and the price is what follows
  double value() const { return amount; }
};

/// Lines [begin, end).
struct LineRange {
  std::size_t begin = 0, end = 0;
};

/// n transaction lines in file order. A shop sells the same things again and again, several on a receipt: what repeats
/// is kept once, and a line is the number of its kind. Texts that a file lacks are empty; orders that it does not number
/// are numbered here. Memory: 5 bytes a line, 24 a receipt, 32 a kind.
struct Transactions {
  Texts invoice, item, description, customer, country;  ///< distinct, in order of first appearance, UTF-8
  std::shared_ptr<const ColumnType> customer_type;      ///< where the file has types
  std::vector<Receipt> receipts;
  std::vector<LineKind> kinds;       ///< distinct, in order of first appearance
  std::vector<std::int32_t> kind;    ///< n; into `kinds`
  std::vector<std::uint8_t> repeat;  ///< n; 1: equal to an earlier line in every column of the file
  std::vector<std::uint8_t>
      left_out;  ///< n; the number, from 1, of the first condition that leaves the line out; empty without conditions

  std::int64_t rows() const { return static_cast<std::int64_t>(kind.size()); }
  const LineKind& kind_of(std::size_t line) const { return kinds[static_cast<std::size_t>(kind[line])]; }
  LineRange lines_of(std::size_t receipt) const {
    const bool last = receipt + 1 == receipts.size();
    return {receipts[receipt].first_line, last ? kind.size() : receipts[receipt + 1].first_line};
  }
};

/// The roles that a column of the file can play: customer, invoice, item ...
const std::vector<std::string>& transaction_roles();

/// Of dates that do not say themselves which number is what: 12/1/2010, 22/01/04. `decide`: as all dates of the column show.
enum class DateOrder : std::uint8_t { decide, month_first, day_first, year_first };
enum class DecimalMark : std::uint8_t { decide, point, comma };
enum class BadRows : std::uint8_t { fail, skip };

struct ReadTransactionsOptions {
  std::map<std::string, std::string>
      columns;  ///< role (one of transaction_roles()) -> column name; empty: no column plays it
  DateOrder date_order = DateOrder::decide;
  std::string
      date_format;  ///< strptime's letters, or unix, unix-ms, unix-us, unix-ns, excel; empty: as the column shows
  DecimalMark decimal = DecimalMark::decide;
  std::vector<std::string>
      sheets;  ///< of workbooks, and files in zip files; empty: the one table of transactions in them
  BadRows bad_rows = BadRows::fail;
  std::filesystem::path rejected;  ///< where skipped lines go (CSV: line, column, reason, text); empty: not written
  CsvTexts rejected_texts = CsvTexts::as_they_are;  ///< in that file
};

/// Whether a file begins as the table of skipped lines does.
bool is_rejected_table(const std::filesystem::path& path);

struct ReadTransactionsResult {
  Transactions transactions;
  InputInfo input;
  std::map<std::string, std::string> columns;  ///< role -> the column that was taken
  std::int64_t rejected = 0;                   ///< lines left out by BadRows::skip
  Reading reading;
};

/// Reads transaction lines. Forms of numbers and dates are found in the columns; Error{data}, a question, where two readings
/// fit. Column names are matched without case and punctuation against a table of aliases; a missing
/// one is Error{data} with the columns that there are. Encoding UTF-8 (BOM or not) or ISO-8859-1, told by looking. Rows
/// with an unreadable number or date are Error{data} with line and column, or skipped and counted. Several files, and those of
/// folders, are one table: columns are matched by name, and an invoice, item, customer, quantity, price or date that a file lacks
/// is Error{data}. The conditions of `choice` mark lines, its missing customers become none. Error{data} for lines in several
/// currencies. O(bytes).
ReadTransactionsResult read_transactions(ThreadPool& threads, const std::vector<std::filesystem::path>& paths,
                                         const ReadTransactionsOptions& options, const LineChoice& choice = {});
ReadTransactionsResult read_transactions(ThreadPool& threads, const std::filesystem::path& path,
                                         const ReadTransactionsOptions& options, const LineChoice& choice = {});

/// Which cleaning steps run, in this order after those of the conditions and dates.
struct CleanOptions {
  bool missing_customer = true;
  bool duplicates = true;
  bool cancellations = true;       ///< invoices with the prefix; false: they are kept with their negative quantities
  bool non_positive = true;        ///< quantity or price <= 0
  bool non_product_codes = false;  ///< postage, fees, manual entries ...: by the rule of docs/formats/transactions.md
  /// What cancelled invoices begin with, in any case; "": none is cancelled. Not given: C, where such invoices take back.
  std::optional<std::string> cancelled_prefix{};
  LineChoice choice{};
  std::optional<std::int64_t> since{}, until{};  ///< seconds, both kept; of a run, and no part of a model
};

/// One step of cleaning as the user reads it.
struct CleaningStep {
  /// Stable key: raw, not_chosen (one for each condition), other_dates, totals, missing_customer, duplicates, cancellations, non_positive,
  /// non_product_codes.
  std::string step;
  std::string description;                                  ///< "without a customer"
  std::int64_t removed = 0;                                 ///< lines
  std::int64_t remaining = 0, customers = 0, invoices = 0;  ///< after the step
  double revenue = 0.0;                                     ///< sum of quantity x price after the step
};

enum class LineState : std::uint8_t {
  kept,
  not_chosen,
  other_date,
  total,
  missing_customer,
  duplicate,
  cancellation,
  non_positive,
  non_product
};

struct Cleaned {
  std::vector<LineState> state;     ///< n; why each line was left out, or kept
  std::vector<CleaningStep> steps;  ///< the first is "raw" with removed = 0
  bool products_only = false;       ///< CleanOptions::non_product_codes was on: their returns do not count either
};

/// Marks each line; nothing is deleted, for returns are read from the cancelled lines. A line that several steps would
/// remove belongs to the first. Error{data} when no line is left. O(n).
Cleaned clean(const Transactions& lines, const CleanOptions& options);

/// What is doubtful about the lines that are left: invoices with C that take nothing back, many duplicates, one customer with a quarter of
/// all, a large order that was cancelled (unless money is net of returns), fees among the items, dates and ids that cannot be. O(n).
std::vector<Doubt> doubts_about(const Transactions& lines, const Cleaned& cleaned, const CleanOptions& options,
                                bool net_of_returns = false);

}  // namespace shoal
