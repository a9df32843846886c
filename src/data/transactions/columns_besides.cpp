#include "data/transactions/columns_besides.hpp"

#include <algorithm>

#include "data/transactions/column_doubts.hpp"
#include "shoal/text.hpp"

namespace shoal::data {
namespace {

OtherColumnPlan plan_of(const LineChoice& choice, const std::vector<std::string>& columns, const RoleColumns& roles,
                        const std::string& file) {
  std::vector<std::int32_t> ignored, conditioned;
  for (const std::string& name : choice.ignored) {
    ignored.push_back(named_column(name, columns, file, "--ignore " + shell_word(name)));
  }
  for (const LineCondition& condition : choice.conditions) {
    conditioned.push_back(named_column(condition.column, columns, file, condition_option(condition)));
  }
  return {columns, roles, ignored, conditioned};
}

/// Below this many customers it may be chance that none came back.
constexpr std::int64_t k_few_customers = 20;

/// An id that is new for each order (Olist's customer_id) makes all customers first buyers.
void doubt_single_orders(const std::vector<OtherColumn>& others, ReadTransactionsResult& result) {
  const Transactions& lines = result.transactions;
  std::vector<bool> of_customer(lines.invoice.size(), false);
  for (const Receipt& receipt : lines.receipts) {
    if (receipt.customer >= 0) of_customer[static_cast<std::size_t>(receipt.invoice)] = true;
  }
  const auto orders = std::count(of_customer.begin(), of_customer.end(), true);
  const auto customers = static_cast<std::int64_t>(lines.customer.size());
  if (customers < k_few_customers || orders > customers) return;
  std::vector<std::string> sentences, options;
  for (const OtherColumn& column : others) {
    if (column.distinct < 2 || column.distinct >= customers) continue;
    sentences.push_back("; " + column.name + " has " + grouped(column.distinct) + " values, which come back");
    options.push_back("--column " + shell_word("customer=" + column.name));
  }
  result.reading.doubts.push_back(
      {"single_orders", "each of the " + grouped(customers) + " customers has one order" + join(sentences, ""),
       join(options, " or "), customers});
}

}  // namespace

ColumnsBesides::ColumnsBesides(const LineChoice& choice, const std::vector<std::string>& columns,
                               const RoleColumns& roles, const FieldForms& forms, const std::string& file)
    : conditions(choice, columns, roles, forms, file),
      plan(plan_of(choice, columns, roles, file)),
      choice_(choice),
      names_(columns),
      file_(file) {}

void ColumnsBesides::doubt(const std::vector<OtherColumn>& others, ReadTransactionsResult& result) const {
  std::vector<std::int64_t> left_out(choice_.conditions.size(), 0);
  for (const std::uint8_t condition : result.transactions.left_out) {
    if (condition > 0) ++left_out[condition - 1U];
  }
  doubt_conditions(choice_, left_out, result.transactions.rows(), others, names_, file_, result.reading);
  doubt_columns(others, file_, result.reading);
  doubt_single_orders(others, result);
}

}  // namespace shoal::data
