#include <algorithm>
#include <cmath>
#include <optional>

#include "data/csv/csv_reader.hpp"
#include "data/input/dates.hpp"
#include "data/input/numbers.hpp"
#include "data/transactions/columns_besides.hpp"
#include "data/transactions/invoice_kinds.hpp"
#include "data/transactions/transaction_builder.hpp"
#include "data/transactions/transaction_readers.hpp"
#include "shoal/text.hpp"

namespace shoal::data {
namespace {

class TransactionCsvPart : public CsvPart {
 public:
  void drop(const std::vector<std::int32_t>& rows) override { lines.drop(rows); }
  TransactionPart lines;
};

class TransactionCsvSink : public CsvSink {
 public:
  TransactionCsvSink(const FoundRoles& found, DateOrder order, const ColumnsBesides& besides,
                     TransactionBuilder& builder)
      : roles_(found.columns),
        claimed_total_(found.claimed_total),
        order_(order),
        besides_(besides),
        builder_(builder) {}

  std::unique_ptr<CsvPart> convert(const ParsedRows& rows) const override {
    auto part = std::make_unique<TransactionCsvPart>();
    for (std::size_t r = 0; r < k_text_roles; ++r) {
      if (roles_[r] < 0) continue;
      part->lines.texts[r] = distinct_texts(rows.column(roles_[r]));
    }
    refuse_empty_invoices(*part);
    convert_numbers(rows, Role::quantity, part->lines.quantity, *part);
    convert_numbers(rows, Role::price, part->lines.unit_price, *part);
    convert_numbers(rows, Role::total, part->lines.amount, *part);
    convert_numbers(rows, Role::order_total, part->lines.amount, *part);
    convert_rest(rows, *part);
    convert_times(rows, *part);
    besides_.conditions.apply(part->lines, [&](std::int32_t c) { return rows.column(c); });
    std::erase_if(part->bad, [&](const BadField& bad) {
      return part->lines.is_left_out(bad.row) && bad.column != column(Role::invoice);
    });
    take_totals(rows, *part);
    settle_amounts(part->lines);
    if (claimed_total_ >= 0) part->lines.contradicted = contradicted_totals(part->lines, rows.column(claimed_total_));
    return part;
  }

  void append(CsvPart& part) override { builder_.append(static_cast<TransactionCsvPart&>(part).lines); }

 private:
  static CodedTexts distinct_texts(const std::vector<std::string_view>& column) {
    CodedTexts texts;
    TextDictionary<TextViews> dictionary;
    texts.codes.resize(column.size());
    std::string_view last;  // neighbours are often equal
    std::int32_t code = -1;
    for (std::size_t i = 0; i < column.size(); ++i) {
      if (column[i] != last) {
        last = column[i];
        code = last.empty() ? -1 : dictionary.code(last);
      }
      texts.codes[i] = code;
    }
    texts.values = dictionary.take();
    return texts;
  }

  std::int32_t column(Role role) const { return roles_[static_cast<std::size_t>(role)]; }

  void refuse_empty_invoices(TransactionCsvPart& part) const {
    const auto& codes = part.lines.texts[static_cast<std::size_t>(Role::invoice)].codes;
    for (std::size_t i = 0; i < codes.size(); ++i) {
      if (codes[i] >= 0) continue;
      part.bad.push_back(
          {static_cast<std::int32_t>(i), column(Role::invoice), empty_complaint("an invoice number"), {}});
    }
  }

  /// The fields of a role, with a zero where there may be none: nothing has no price, and an order's amount may stand on one of its lines
  /// alone.
  std::vector<std::string_view> number_texts(const ParsedRows& rows, Role role, const TransactionPart& lines) const {
    std::vector<std::string_view> texts = rows.column(column(role));
    const bool may_lack = role == Role::order_total;
    for (std::size_t row = 0; row < texts.size() && (may_lack || !lines.quantity.empty()); ++row) {
      const bool for_nothing = role != Role::quantity && !lines.quantity.empty() && lines.quantity[row] == 0;
      if (texts[row].empty() && (may_lack || for_nothing)) texts[row] = "0";
    }
    return texts;
  }

  void convert_numbers(const ParsedRows& rows, Role role, std::vector<double>& out, TransactionCsvPart& part) const {
    if (column(role) < 0) return;
    out.reserve(static_cast<std::size_t>(rows.rows()));
    for (const std::string_view text : number_texts(rows, role, part.lines)) {
      const std::optional<double> value = parse_number(text);
      const bool fine = value && std::isfinite(*value);
      if (!fine) part.bad.push_back({static_cast<std::int32_t>(out.size()), column(role), number_complaint(text), {}});
      out.push_back(fine ? *value : 0.0);
    }
  }

  void convert_times(const ParsedRows& rows, TransactionCsvPart& part) const {
    auto& times = part.lines.time;
    times.reserve(static_cast<std::size_t>(rows.rows()));
    std::string_view last;  // neighbours are often equal
    std::optional<ParsedTime> time;
    for (const std::string_view text : rows.column(column(Role::date))) {
      const std::size_t row = times.size();
      if (row == 0 || text != last) time = parse_time(text, order_);
      last = text;
      times.push_back(time ? time->seconds : 0);
      if (!time) {
        part.bad.push_back({static_cast<std::int32_t>(row), column(Role::date), date_complaint(text, order_),
                            date_hint(text, order_)});
      } else if (!time->fraction.empty()) {
        part.lines.rest.resize(static_cast<std::size_t>(rows.rows()));
        part.lines.rest[row].add(WideHash::of(time->fraction, -1));
      }
    }
  }

  /// A line that sums up the others lacks what a sale has: it is no bad line, but an invoice of its own that cleaning leaves out.
  void take_totals(const ParsedRows& rows, TransactionCsvPart& part) const {
    CodedTexts& invoices = part.lines.texts[static_cast<std::size_t>(Role::invoice)];
    if (part.bad.empty() || invoices.codes.empty()) return;
    std::vector<bool> total(invoices.codes.size(), false);
    for (std::int32_t c = 0; c < rows.columns(); ++c) {
      const auto fields = rows.column(c);
      for (const BadField& bad : part.bad) {
        const auto row = static_cast<std::size_t>(bad.row);
        if (is_totals_word(fields[row])) total[row] = true;
      }
    }
    const auto taken = [&](const BadField& bad) {
      std::int32_t& code = invoices.codes[static_cast<std::size_t>(bad.row)];
      if (!total[static_cast<std::size_t>(bad.row)]) return false;
      if (code >= 0) return is_totals_word(invoices.values[static_cast<std::size_t>(code)]);
      code = static_cast<std::int32_t>(invoices.values.size());
      invoices.values.emplace_back("Total");
      return true;
    };
    std::erase_if(part.bad, taken);
  }

  void convert_rest(const ParsedRows& rows, TransactionCsvPart& part) const {
    for (const auto& watched : besides_.plan.columns()) {
      part.lines.others.push_back(look_at(watched, rows.column(watched.column), part.lines.rest));
    }
  }

  RoleColumns roles_;
  std::int32_t claimed_total_;
  DateOrder order_;
  const ColumnsBesides& besides_;
  TransactionBuilder& builder_;
};

/// Every file has the columns of the roles, but for those that any file may lack, and those of conditions.
void require_columns(const CsvParts& parts, const RoleColumns& roles, const Conditions& conditions) {
  for (std::int32_t column = 0; column < std::ssize(parts.columns()); ++column) {
    if (conditions.names(column)) parts.require(column);
  }
  for (std::size_t r = 0; r < k_roles; ++r) {
    const auto role = static_cast<Role>(r);
    if (roles[r] >= 0 && role != Role::description && role != Role::country) parts.require(roles[r]);
  }
}

FoundRoles roles_of(CsvParts& parts, const ReadTransactionsOptions& options, const LineChoice& choice) {
  ColumnSample sample{parts.columns(), {}};
  const ParsedRows rows = parts.sample();
  const auto columns = static_cast<std::int32_t>(sample.names.size());
  for (std::int32_t c = 0; c < columns && rows.rows() > 0; ++c) sample.values.push_back(rows.column(c));
  return find_roles(sample, options.columns, choice, parts.name());
}

}  // namespace

ReadTransactionsResult read_transactions_csv(ThreadPool& threads, InputParts input,
                                             const ReadTransactionsOptions& options, const LineChoice& choice,
                                             BadRowLog& log) {
  const auto usable = [&](const std::vector<std::string>& columns) { return has_roles(columns, options.columns); };
  CsvParts parts(std::move(input), usable);
  const FoundRoles found = roles_of(parts, options, choice);
  const RoleColumns& roles = found.columns;
  const ColumnsBesides besides(choice, parts.columns(), roles, options.date_order, parts.name());
  require_columns(parts, roles, besides.conditions);
  TransactionBuilder builder(line_rules(found), besides.plan);
  TransactionCsvSink sink(found, options.date_order, besides, builder);
  const CsvTotals totals = read_csv(threads, parts, sink, log);
  ReadTransactionsResult result;
  result.reading.decisions = parts.decisions();
  say_roles(found, result.reading);
  result.transactions = builder.finish(threads, totals.utf8, besides.conditions, result.reading);
  besides.doubt(builder.others(), result);
  result.input = parts.info(totals.part_rows, threads);
  result.columns = role_map(roles, parts.columns());
  say_lines(builder, found, parts.columns(), result.reading);
  return result;
}

}  // namespace shoal::data
