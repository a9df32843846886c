#include <algorithm>
#include <atomic>

#include "data/csv/csv_reader.hpp"
#include "data/transactions/columns_besides.hpp"
#include "data/transactions/field_forms.hpp"
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
  FormEvidence evidence;
};

class TransactionCsvSink : public CsvSink {
 public:
  TransactionCsvSink(const FoundRoles& found, const FieldForms& forms, const ColumnsBesides& besides,
                     TransactionBuilder& builder)
      : roles_(found.columns),
        claimed_total_(found.claimed_total),
        forms_(forms),
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
    leave_out(rows, *part);
    take_totals(rows, *part);
    settle_amounts(part->lines);
    if (claimed_total_ >= 0) part->lines.contradicted = contradicted_totals(part->lines, rows.column(claimed_total_));
    return part;
  }

  void append(CsvPart& part) override {
    auto& of_lines = static_cast<TransactionCsvPart&>(part);
    builder_.append(of_lines.lines);
    evidence_.add(of_lines.evidence, [&](std::int64_t row) {
      const auto at = std::ranges::find(part.marked, static_cast<std::int32_t>(row));
      return at == part.marked.end() ? std::string()
                                     : part.marked_places[static_cast<std::size_t>(at - part.marked.begin())];
    });
    known_dates_ = evidence_.dates.kinds();
  }

  const FormEvidence& evidence() const { return evidence_; }

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

  FieldComplaint complaints(Role role, TransactionCsvPart& part) const {
    return [column = column(role), &part](std::size_t row, std::string reason, std::string hint) {
      part.bad.push_back({static_cast<std::int32_t>(row), column, std::move(reason), std::move(hint)});
    };
  }

  void convert_numbers(const ParsedRows& rows, Role role, std::vector<double>& out, TransactionCsvPart& part) const {
    if (column(role) < 0) return;
    out = read_amounts(number_texts(rows, role, part.lines), forms_.numbers(), forms_.numbers_open(), part.evidence,
                       complaints(role, part));
  }

  void convert_times(const ParsedRows& rows, TransactionCsvPart& part) const {
    FieldTimes times =
        read_dates(rows.column(column(Role::date)), forms_.dates(), part.evidence.dates, complaints(Role::date, part));
    if (column(Role::time) >= 0) add_clocks(rows.column(column(Role::time)), times, complaints(Role::time, part));
    part.lines.time = std::move(times.seconds);
    part.lines.add_fractions(times.fractions);
    if ((part.evidence.dates.kinds() & ~known_dates_) == 0) return;
    for (const std::int64_t row : part.evidence.dates.rows()) part.marked.push_back(static_cast<std::int32_t>(row));
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

  /// Of a line that the user leaves out only its invoice must be readable, and its currency does not count.
  void leave_out(const ParsedRows& rows, TransactionCsvPart& part) const {
    besides_.conditions.apply(part.lines, [&](std::int32_t c) { return rows.column(c); });
    if (part.lines.left_out.empty()) return;
    std::erase_if(part.bad, [&](const BadField& bad) {
      return part.lines.is_left_out(bad.row) && bad.column != column(Role::invoice);
    });
    if (part.evidence.currencies.none()) return;
    part.evidence.currencies = kept_currencies(rows.column(column(money_role())), part.lines.left_out);
  }

  Role money_role() const {
    return column(Role::price) >= 0 ? Role::price : column(Role::total) >= 0 ? Role::total : Role::order_total;
  }

  RoleColumns roles_;
  std::int32_t claimed_total_;
  const FieldForms& forms_;
  const ColumnsBesides& besides_;
  TransactionBuilder& builder_;
  FormEvidence evidence_;                             ///< of the parts appended
  std::atomic<DateEvidence::Kinds> known_dates_ = 0;  ///< of those
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

/// The first rows, by columns.
ColumnSample column_sample(const CsvParts& parts, const ParsedRows& rows) {
  ColumnSample sample{parts.columns(), {}};
  const auto columns = static_cast<std::int32_t>(sample.names.size());
  for (std::int32_t c = 0; c < columns && rows.rows() > 0; ++c) sample.values.push_back(rows.column(c));
  return sample;
}

}  // namespace

ReadTransactionsResult read_transactions_csv(ThreadPool& threads, InputParts input,
                                             const ReadTransactionsOptions& options, const LineChoice& choice,
                                             BadRowLog& log) {
  const auto usable = [&](const std::vector<std::string>& columns) { return has_roles(columns, options.columns); };
  CsvParts parts(std::move(input), usable);
  const ParsedRows rows = parts.sample();
  const ColumnSample sample = column_sample(parts, rows);
  const FoundRoles found = find_roles(sample, options.columns, choice, parts.name());
  const RoleColumns& roles = found.columns;
  const FieldForms forms(form_sample(sample, roles, [](std::int32_t, Role) { return true; }), options);
  const ColumnsBesides besides(choice, parts.columns(), roles, forms, parts.name());
  require_columns(parts, roles, besides.conditions);
  TransactionBuilder builder(line_rules(found), besides.plan);
  TransactionCsvSink sink(found, forms, besides, builder);
  const CsvTotals totals = read_csv(threads, parts, sink, log);
  ReadTransactionsResult result;
  result.reading.decisions = parts.decisions();
  say_roles(found, result.reading);
  result.transactions = builder.finish(threads, totals.utf8, besides.conditions, result.reading);
  result.columns = role_map(roles, parts.columns());
  const bool compared = besides.conditions.names(column_of(roles, Role::date));
  forms.settle(sink.evidence(), {parts.name(), result.columns.at("date"), compared}, result);
  besides.doubt(builder.others(), result);
  result.input = parts.info(totals.part_rows, threads);
  say_lines(builder, found, parts.columns(), result.reading);
  return result;
}

}  // namespace shoal::data
