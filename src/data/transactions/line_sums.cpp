#include "data/transactions/line_sums.hpp"

#include <algorithm>
#include <cmath>

namespace shoal::data {
namespace {

void add(LineSums::Sum& sum, double value) {
  ++sum.lines;
  sum.value += value;
}

}  // namespace

LineSums sum_lines(const Transactions& lines, const Cleaned& cleaned) {
  LineSums sums;
  sums.customers.resize(lines.customer.size());
  sums.items.resize(lines.item.size());
  LineSums::Sum nobody;
  for (std::size_t r = 0; r < lines.receipts.size(); ++r) {
    const std::int32_t code = lines.receipts[r].customer;
    LineSums::Sum& customer = code < 0 ? nobody : sums.customers[static_cast<std::size_t>(code)];
    const LineRange range = lines.lines_of(r);
    bool kept = false;
    for (std::size_t line = range.begin; line < range.end; ++line) {
      const LineState state = cleaned.state[line];
      const LineKind& kind = lines.kind_of(line);
      sums.duplicates += state == LineState::duplicate ? 1 : 0;
      if (state == LineState::kept) {
        kept = true;
        add(customer, kind.value());
        add(sums.all, kind.value());
        if (kind.item >= 0) add(sums.items[static_cast<std::size_t>(kind.item)], kind.value());
      } else if (state == LineState::cancellation || (state == LineState::non_positive && kind.value() < 0)) {
        customer.taken_back += std::abs(kind.value());
      }
    }
    if (kept) sums.times.push_back(lines.receipts[r].time);
  }
  sums.buyers =
      std::count_if(sums.customers.begin(), sums.customers.end(), [](const auto& sum) { return sum.lines > 0; });
  return sums;
}

}  // namespace shoal::data
