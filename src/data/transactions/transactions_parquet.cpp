#include <arrow/array.h>
#include <arrow/record_batch.h>
#include <arrow/scalar.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <deque>
#include <map>

#include "data/input/encoding.hpp"
#include "data/parquet/arrow_fields.hpp"
#include "data/parquet/column_type.hpp"
#include "data/parquet/parquet_parts.hpp"
#include "data/transactions/columns_besides.hpp"
#include "data/transactions/field_forms.hpp"
#include "data/transactions/transaction_builder.hpp"
#include "data/transactions/transaction_readers.hpp"
#include "shoal/text.hpp"

namespace shoal::data {
namespace {

/// What became of a batch: lines, and rows that cannot be read.
struct TransactionParquetPart : ParquetPart {
  TransactionPart lines;
  std::vector<BadRow> bad;                      ///< in file order
  std::array<ArrayTexts, k_text_roles> owners;  ///< of the texts of the lines
  FormEvidence evidence;
  std::string file;            ///< of the batch
  std::int64_t first_row = 1;  ///< of the batch in it
};

/// Turns one batch into lines.
class Converter {
 public:
  Converter(const FoundRoles& roles, const FieldForms& forms, const ColumnsBesides& besides, const ParquetBatch& batch,
            TransactionParquetPart& part)
      : roles_(roles), forms_(forms), besides_(besides), batch_(batch), part_(part) {}

  void operator()() {
    for (std::size_t r = 0; r < k_text_roles; ++r) {
      if (roles_.columns[r] < 0) continue;
      part_.lines.texts[r] =
          array_codes(batch_.batch.column(roles_.columns[r]), place(roles_.columns[r]), part_.owners[r]);
    }
    const auto& invoices = part_.lines.texts[static_cast<std::size_t>(Role::invoice)].codes;
    for (std::size_t i = 0; i < invoices.size(); ++i) {
      if (invoices[i] < 0) complain(i, Role::invoice, empty_complaint("an invoice number"), {});
    }
    part_.lines.quantity = numbers(Role::quantity);
    part_.lines.unit_price = numbers(Role::price);
    part_.lines.amount = numbers(column(Role::total) >= 0 ? Role::total : Role::order_total);
    convert_times();
    convert_rest();
    settle_amounts(part_.lines);
    if (roles_.claimed_total >= 0) {
      part_.lines.contradicted = contradicted_totals(part_.lines, column_texts(roles_.claimed_total).views);
    }
    set_apart();
  }

 private:
  struct Complaint {
    Role role;
    std::string reason, hint;
  };

  std::int32_t column(Role role) const { return roles_.columns[static_cast<std::size_t>(role)]; }
  const std::string& column_name(std::int32_t column) const { return batch_.batch.schema()->field(column)->name(); }
  std::string place(std::int32_t column) const { return batch_.file + ", column " + column_name(column); }

  /// The first complaint about a row counts.
  void complain(std::size_t row, Role role, std::string reason, std::string hint) {
    bad_.try_emplace(static_cast<std::int32_t>(row), Complaint{role, std::move(reason), std::move(hint)});
  }

  std::vector<double> numbers(Role role) {
    if (column(role) < 0) return {};
    const auto parse = [&](std::string_view text) {
      if (forms_.numbers_open()) part_.evidence.numbers.add(text);
      return parse_amount(text, forms_.numbers(), &part_.evidence.currencies);
    };
    const auto bad = [&](std::int64_t row, std::string_view text) {
      complain(static_cast<std::size_t>(row), role, number_complaint(text), number_hint(text, forms_.numbers()));
    };
    std::vector<double> values = array_numbers(batch_.batch.column(column(role)), place(column(role)), parse, bad);
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (std::isnan(values[i]) && may_lack(role, i)) values[i] = 0.0;
      if (!std::isfinite(values[i])) complain(i, role, number_complaint(std::isinf(values[i]) ? "infinity" : ""), {});
    }
    return values;
  }

  /// Nothing has no price, and an order's amount may stand on one of its lines alone.
  bool may_lack(Role role, std::size_t row) const {
    const auto& quantity = part_.lines.quantity;
    return role == Role::order_total || (role != Role::quantity && !quantity.empty() && quantity[row] == 0);
  }

  void convert_times() {
    FieldTimes times = dates();
    if (column(Role::time) >= 0) {
      const ArrayTexts clocks = array_texts(batch_.batch.column(column(Role::time)), place(column(Role::time)));
      add_clocks(clocks.views, times, complaints(Role::time));
    }
    part_.lines.time = std::move(times.seconds);
    part_.lines.add_fractions(times.fractions);
  }

  FieldTimes dates() {
    const std::int32_t date = column(Role::date);
    const auto values = batch_.batch.column(date);
    if (has_dates_to_read(*values->type())) {
      const ArrayTexts texts = array_texts(values, place(date));
      return read_dates(texts.views, forms_.dates(), part_.evidence.dates, complaints(Role::date));
    }
    ArrayTimes times = array_times(values, place(date), [&](std::int64_t row, std::string_view text) {
      complain(static_cast<std::size_t>(row), Role::date, date_complaint(text, forms_.dates()), {});
    });
    return {std::move(times.seconds), std::move(times.fractions)};
  }

  FieldComplaint complaints(Role role) {
    return [this, role](std::size_t row, std::string reason, std::string hint) {
      complain(row, role, std::move(reason), std::move(hint));
    };
  }

  void convert_rest() {
    std::vector<ArrayTexts> made;
    const auto texts = [&](std::int32_t c) { return made.emplace_back(column_texts(c)).views; };
    for (const auto& watched : besides_.plan.columns()) {
      part_.lines.others.push_back(look_at(watched, texts(watched.column), part_.lines.rest));
    }
    besides_.conditions.apply(part_.lines, texts);
    if (part_.lines.left_out.empty()) return;
    if (part_.evidence.currencies.any()) {
      const Role money = column(Role::price) >= 0   ? Role::price
                         : column(Role::total) >= 0 ? Role::total
                                                    : Role::order_total;
      part_.evidence.currencies = kept_currencies(texts(column(money)), part_.lines.left_out);
    }
    std::erase_if(
        bad_, [&](const auto& bad) { return part_.lines.is_left_out(bad.first) && bad.second.role != Role::invoice; });
  }

  ArrayTexts column_texts(std::int32_t c) const {
    const auto values = batch_.batch.column(c);
    if (values->type()->num_fields() == 0) return array_texts(values, place(c));
    ArrayTexts texts;  // lists and structs, seldom seen
    for (std::size_t i = 0; i < part_.lines.time.size(); ++i)
      texts.views.emplace_back(texts.made.emplace_back(scalar_text(*values, i)));
    return texts;
  }

  void set_apart() {
    std::vector<std::int32_t> rows;
    for (const auto& [row, complaint] : bad_) {
      part_.bad.push_back({"row", batch_.first_row + row, column_name(column(complaint.role)), complaint.reason,
                           complaint.hint, row_text(static_cast<std::size_t>(row)), batch_.file});
      rows.push_back(row);
    }
    if (!rows.empty()) part_.lines.drop(rows);
  }

  static std::string scalar_text(const arrow::Array& values, std::size_t row) {
    auto scalar = values.GetScalar(static_cast<std::int64_t>(row));
    if (scalar.ok() && values.type_id() == arrow::Type::DICTIONARY) {
      scalar = static_cast<const arrow::DictionaryScalar&>(**scalar).GetEncodedValue();
    }
    return scalar.ok() && (*scalar)->is_valid ? (*scalar)->ToString() : std::string();
  }

  std::string row_text(std::size_t row) const {
    std::vector<std::string> fields;
    for (const auto& values : batch_.batch.columns()) fields.push_back(scalar_text(*values, row));
    return join(fields, ",");
  }

  const FoundRoles& roles_;
  const FieldForms& forms_;
  const ColumnsBesides& besides_;
  const ParquetBatch& batch_;
  TransactionParquetPart& part_;
  std::map<std::int32_t, Complaint> bad_;  ///< by row of the batch
};

class TransactionParquetSink : public ParquetSink {
 public:
  TransactionParquetSink(const FoundRoles& roles, const FieldForms& forms, const ColumnsBesides& besides,
                         BadRowLog& log, TransactionBuilder& builder)
      : roles_(roles), forms_(forms), besides_(besides), log_(log), builder_(builder) {}

  std::unique_ptr<ParquetPart> convert(const ParquetBatch& batch) const override {
    auto part = std::make_unique<TransactionParquetPart>();
    part->file = batch.file;
    part->first_row = batch.first_row;
    Converter(roles_, forms_, besides_, batch, *part)();
    return part;
  }

  void append(ParquetPart& part) override {
    auto& of_lines = static_cast<TransactionParquetPart&>(part);
    for (const BadRow& bad : of_lines.bad) log_.add(bad);
    builder_.append(of_lines.lines);
    evidence_.add(of_lines.evidence,
                  [&](std::int64_t row) { return of_lines.file + ", row " + grouped(of_lines.first_row + row); });
  }

  const FormEvidence& evidence() const { return evidence_; }

 private:
  const FoundRoles& roles_;
  const FieldForms& forms_;
  const ColumnsBesides& besides_;
  BadRowLog& log_;
  TransactionBuilder& builder_;
  FormEvidence evidence_;  ///< of the parts appended
};

/// The first rows of the first part as texts.
struct FirstRows {
  explicit FirstRows(const ParquetParts& parts) {
    sample.names = parts.columns();
    parts.first_rows([&](const arrow::RecordBatch& batch) {
      for (const std::string& name : sample.names) {
        const auto values = batch.GetColumnByName(name);
        const bool plain = values && values->type()->num_fields() == 0;
        texts.push_back(plain ? array_texts(values, parts.name()) : ArrayTexts());
        texts.back().views.resize(static_cast<std::size_t>(batch.num_rows()));
        sample.values.push_back(texts.back().views);
      }
    });
  }
  ColumnSample sample;
  std::deque<ArrayTexts> texts;
};

}  // namespace

ReadTransactionsResult read_transactions_parquet(ThreadPool& threads, InputParts input,
                                                 const ReadTransactionsOptions& options, const LineChoice& choice,
                                                 BadRowLog& log) {
  ParquetParts parts(std::move(input));
  const FirstRows first(parts);
  const FoundRoles found = find_roles(first.sample, options.columns, choice, parts.name());
  const RoleColumns& roles = found.columns;
  std::vector<std::int32_t> all(parts.columns().size());
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = static_cast<std::int32_t>(i);
  const auto written = [&](std::int32_t column, Role role) {
    const arrow::DataType& type = *parts.type(column)->arrow;
    return role == Role::date ? has_dates_to_read(type) : has_text(type);
  };
  const FieldForms forms(form_sample(first.sample, roles, written), options);
  const ColumnsBesides besides(choice, parts.columns(), roles, forms, parts.name());
  TransactionBuilder builder(line_rules(found), besides.plan);
  // A damaged footer may promise any number of rows.
  builder.reserve(std::clamp<std::int64_t>(parts.rows(), 0, 64 * parts.bytes()));
  TransactionParquetSink sink(found, forms, besides, log, builder);
  ReadTransactionsResult result;
  result.reading.decisions = parts.decisions();
  say_roles(found, result.reading);
  result.input = parts.read(threads, all, sink);
  result.transactions = builder.finish(threads, builder.is_utf8(), besides.conditions, result.reading);
  result.columns = role_map(roles, parts.columns());
  const bool compared = besides.conditions.names(column_of(roles, Role::date));
  forms.settle(sink.evidence(), {parts.name(), result.columns.at("date"), compared}, result);
  besides.doubt(builder.others(), result);
  result.transactions.customer_type = parts.type(roles[static_cast<std::size_t>(Role::customer)]);
  say_lines(builder, found, parts.columns(), result.reading);
  return result;
}

}  // namespace shoal::data
