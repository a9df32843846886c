#include <arrow/array.h>
#include <arrow/record_batch.h>
#include <arrow/scalar.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include "data/arrow_fields.hpp"
#include "data/dates.hpp"
#include "data/encoding.hpp"
#include "data/parquet_parts.hpp"
#include "data/transaction_builder.hpp"
#include "data/transaction_readers.hpp"
#include "shoal/text.hpp"

namespace shoal::data {
namespace {

/// Turns the batches of a table into transaction lines.
class Converter {
 public:
  Converter(const RoleColumns& roles, DateOrder order, BadRowLog& log, TransactionBuilder& builder)
      : roles_(roles), order_(order), log_(log), builder_(builder) {}

  void operator()(const ParquetBatch& batch) {
    TransactionPart part;
    bad_.clear();
    std::array<ArrayTexts, k_text_roles> alive;  // the part points into them
    for (std::size_t r = 0; r < k_text_roles; ++r) {
      if (roles_[r] < 0) continue;
      alive[r] = array_texts(batch.batch.column(roles_[r]), place(batch, roles_[r]));
      for (const std::string_view text : alive[r].views) part.texts[r].add(text);
    }
    const auto& invoices = part.texts[static_cast<std::size_t>(Role::invoice)].codes;
    for (std::size_t i = 0; i < invoices.size(); ++i) {
      if (invoices[i] < 0) complain(i, Role::invoice, empty_complaint("an invoice number"), {});
    }
    part.quantity = numbers(batch, Role::quantity);
    part.unit_price = numbers(batch, Role::price);
    convert_times(batch, part);
    convert_rest(batch, part);
    set_apart(batch, part);
    builder_.append(part);
  }

 private:
  struct Complaint {
    Role role;
    std::string reason, hint;
  };

  std::int32_t column(Role role) const { return roles_[static_cast<std::size_t>(role)]; }
  static const std::string& column_name(const ParquetBatch& batch, std::int32_t column) {
    return batch.batch.schema()->field(column)->name();
  }
  static std::string place(const ParquetBatch& batch, std::int32_t column) {
    return batch.file + ", column " + column_name(batch, column);
  }

  /// The first complaint about a row counts.
  void complain(std::size_t row, Role role, std::string reason, std::string hint) {
    bad_.try_emplace(static_cast<std::int32_t>(row), Complaint{role, std::move(reason), std::move(hint)});
  }

  std::vector<double> numbers(const ParquetBatch& batch, Role role) {
    std::vector<double> values = array_numbers(
        batch.batch.column(column(role)), place(batch, column(role)), [&](std::int64_t row, std::string_view text) {
          complain(static_cast<std::size_t>(row), role, number_complaint(text), {});
        });
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (!std::isfinite(values[i])) complain(i, role, number_complaint(std::isinf(values[i]) ? "infinity" : ""), {});
    }
    return values;
  }

  void convert_times(const ParquetBatch& batch, TransactionPart& part) {
    const std::int32_t date = column(Role::date);
    const ArrayTimes times =
        array_times(batch.batch.column(date), order_, place(batch, date), [&](std::int64_t row, std::string_view text) {
          complain(static_cast<std::size_t>(row), Role::date, date_complaint(text, order_), date_hint(text, order_));
        });
    part.time = times.seconds;
    for (std::size_t i = 0; i < times.fractions.size(); ++i) {
      part.rest.resize(times.fractions.size());
      if (!times.fractions[i].empty()) part.rest[i].add(times.fractions[i]);
    }
  }

  void convert_rest(const ParquetBatch& batch, TransactionPart& part) const {
    for (std::int32_t c = 0; c < batch.batch.num_columns(); ++c) {
      if (std::find(roles_.begin(), roles_.end(), c) != roles_.end()) continue;
      part.rest.resize(part.quantity.size());
      const auto values = batch.batch.column(c);
      if (values->type()->num_fields() > 0) {  // lists and structs, seldom seen
        for (std::size_t i = 0; i < part.rest.size(); ++i) part.rest[i].add(scalar_text(*values, i));
        continue;
      }
      const ArrayTexts texts = array_texts(values, place(batch, c));
      for (std::size_t i = 0; i < part.rest.size(); ++i) part.rest[i].add(texts.views[i]);
    }
  }

  void set_apart(const ParquetBatch& batch, TransactionPart& part) {
    std::vector<std::int32_t> rows;
    for (const auto& [row, complaint] : bad_) {
      log_.add({"row", batch.first_row + row, column_name(batch, column(complaint.role)), complaint.reason,
                complaint.hint, row_text(batch, static_cast<std::size_t>(row)), batch.file});
      rows.push_back(row);
    }
    part.drop(rows);
  }

  static std::string scalar_text(const arrow::Array& values, std::size_t row) {
    const auto scalar = values.GetScalar(static_cast<std::int64_t>(row));
    return scalar.ok() && (*scalar)->is_valid ? (*scalar)->ToString() : std::string();
  }

  static std::string row_text(const ParquetBatch& batch, std::size_t row) {
    std::vector<std::string> fields;
    for (const auto& values : batch.batch.columns()) fields.push_back(scalar_text(*values, row));
    return join(fields, ",");
  }

  const RoleColumns& roles_;
  DateOrder order_;
  BadRowLog& log_;
  TransactionBuilder& builder_;
  std::map<std::int32_t, Complaint> bad_;  ///< of the batch
};

}  // namespace

ReadTransactionsResult read_transactions_parquet(ThreadPool& threads, const std::filesystem::path& path,
                                                 const ReadTransactionsOptions& options, BadRowLog& log) {
  ParquetParts parts(path);
  const RoleColumns roles = find_roles(parts.columns(), options.columns, parts.name());
  std::vector<std::int32_t> all(parts.columns().size());
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = static_cast<std::int32_t>(i);
  TransactionBuilder builder;
  Converter convert(roles, options.date_order, log, builder);
  ReadTransactionsResult result;
  result.input = parts.read(threads, all, convert);
  result.transactions = builder.finish(threads, builder.is_utf8());
  result.columns = role_map(roles, parts.columns());
  return result;
}

}  // namespace shoal::data
