// A shop's transaction lines: reading and cleaning.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "shoal/table.hpp"
#include "shoal/threads.hpp"

namespace shoal {

/// A text column as codes into its distinct values.
struct TextColumn {
  std::vector<std::int32_t> codes;  ///< n; -1 = empty
  std::vector<std::string> values;  ///< in order of first appearance, UTF-8
};

/// n transaction lines in file order. Columns that a file lacks (description, country) are empty.
struct Transactions {
  TextColumn invoice, item, description, customer, country;
  std::vector<double> quantity;
  std::vector<double> unit_price;
  std::vector<std::int64_t> time;        ///< seconds since 1970-01-01 of the file's own clock
  std::vector<std::uint32_t> row_group;  ///< equal values <=> the lines are equal in every column of the file
  std::int64_t rows() const { return static_cast<std::int64_t>(quantity.size()); }
};

enum class DateOrder : std::uint8_t { month_first, day_first };
enum class BadRows : std::uint8_t { fail, skip };

struct ReadTransactionsOptions {
  std::map<std::string, std::string>
      columns;  ///< role (customer, invoice, item, description, quantity, price, date, country) -> column name
  DateOrder date_order = DateOrder::month_first;
  BadRows bad_rows = BadRows::fail;
  std::filesystem::path rejected;  ///< where skipped lines go (CSV: line, column, reason, text); empty: not written
};

struct ReadTransactionsResult {
  Transactions transactions;
  InputInfo input;
  std::map<std::string, std::string> columns;  ///< role -> the column that was taken
  std::int64_t rejected = 0;                   ///< lines left out by BadRows::skip
};

/// Reads transaction lines. Column names are matched without case and punctuation against a table of aliases; a missing
/// one is Error{data} with the columns that there are. Encoding UTF-8 (BOM or not) or ISO-8859-1, told by looking. Rows
/// with an unreadable number or date are Error{data} with line and column, or skipped and counted. O(bytes).
ReadTransactionsResult read_transactions(ThreadPool& threads, const std::filesystem::path& path,
                                         const ReadTransactionsOptions& options);

/// Which cleaning steps run, in this order.
struct CleanOptions {
  bool missing_customer = true;
  bool duplicates = true;
  bool cancellations = true;       ///< invoice starts with "C" or "c"
  bool non_positive = true;        ///< quantity or price <= 0
  bool non_product_codes = false;  ///< postage, fees, manual entries ...: by the rule of docs/formats/transactions.md
};

/// One step of cleaning as the user reads it.
struct CleaningStep {
  std::string step;  ///< stable key: missing_customer, duplicates, cancellations, non_positive, non_product_codes
  std::string description;                                  ///< "without a customer"
  std::int64_t removed = 0;                                 ///< lines
  std::int64_t remaining = 0, customers = 0, invoices = 0;  ///< after the step
  double revenue = 0.0;                                     ///< sum of quantity x price after the step
};

enum class LineState : std::uint8_t { kept, missing_customer, duplicate, cancellation, non_positive, non_product };

struct Cleaned {
  std::vector<LineState> state;     ///< n; why each line was left out, or kept
  std::vector<CleaningStep> steps;  ///< the first is "raw" with removed = 0
};

/// Marks each line; nothing is deleted, for returns are read from the cancelled lines. A line that several steps would
/// remove belongs to the first. Error{data} when no line is left. O(n).
Cleaned clean(const Transactions& lines, const CleanOptions& options);

}  // namespace shoal
