#include "segments/returns.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "base/compensated_sum.hpp"
#include "data/transactions/product_codes.hpp"
#include "segments/feature_columns.hpp"

namespace shoal {
namespace detail {
namespace {

/// Cancelled lines, and lines left out for a negative value.
bool counts_gross(const LineKind& kind, LineState state) {
  return state == LineState::cancellation || (state == LineState::non_positive && kind.value() < 0.0);
}

}  // namespace

ReturnLines::ReturnLines(const Transactions& lines, const Cleaned& cleaned) : lines_(lines), cleaned_(cleaned) {
  for (const LineKind& kind : lines.kinds) {
    const bool left_out = cleaned.products_only && kind.item >= 0 &&
                          data::is_non_product_code(std::string(lines.item[static_cast<std::size_t>(kind.item)]));
    counts_.push_back(!left_out && is_return(kind));
  }
}

std::vector<double> returned_values(const Transactions& lines, const Cleaned& cleaned, Returns returns) {
  const ReturnLines counts_net(lines, cleaned);
  std::vector<double> returned(lines.customer.size(), 0.0);
  for (std::size_t r = 0; r < lines.receipts.size(); ++r) {
    const std::int32_t customer = lines.receipts[r].customer;
    if (customer < 0) continue;
    const LineRange range = lines.lines_of(r);
    for (std::size_t line = range.begin; line < range.end; ++line) {
      const LineKind& kind = lines.kind_of(line);
      if (returns == Returns::net ? counts_net(line) : counts_gross(kind, cleaned.state[line]))
        returned[static_cast<std::size_t>(customer)] += std::abs(kind.value());
    }
  }
  return returned;
}

}  // namespace detail

CleaningStep net_of_returns(const Transactions& lines, const Cleaned& cleaned, const CustomerFeatures& customers) {
  CleaningStep step{"returns", "of customers who sent back all that they bought"};
  std::vector<bool> ordered(lines.invoice.size());
  CompensatedSum revenue;
  for (std::size_t r = 0; r < lines.receipts.size(); ++r) {
    const Receipt& receipt = lines.receipts[r];
    const bool stays = receipt.customer < 0 || customers.customer_row[static_cast<std::size_t>(receipt.customer)] >= 0;
    const LineRange range = lines.lines_of(r);
    for (std::size_t line = range.begin; line < range.end; ++line) {
      if (cleaned.state[line] != LineState::kept) continue;
      ++(stays ? step.remaining : step.removed);
      if (receipt.customer < 0) revenue.add(lines.kind_of(line).value());
      if (stays && receipt.invoice >= 0 && !detail::is_return(lines.kind_of(line)))
        ordered[static_cast<std::size_t>(receipt.invoice)] = true;
    }
  }
  step.customers = customers.table.rows();
  step.invoices = std::count(ordered.begin(), ordered.end(), true);
  for (std::int64_t row = 0; row < step.customers; ++row) {
    revenue.add(customers.table.value(row, detail::total_spend));
  }
  step.revenue = revenue.value();
  return step;
}

}  // namespace shoal
