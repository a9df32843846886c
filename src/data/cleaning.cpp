#include <algorithm>
#include <cmath>
#include <functional>

#include "data/product_codes.hpp"
#include "shoal/error.hpp"
#include "shoal/transactions.hpp"

namespace shoal {
namespace {

using Verdict = std::function<bool(std::size_t)>;

struct Step {
  bool on;
  const char* key;
  const char* description;
  const char* without;  ///< how to run without it
  LineState state;
  std::function<Verdict()> make;  ///< called when it is the step's turn
};

bool is_cancellation(const std::string& invoice) { return invoice.starts_with('C') || invoice.starts_with('c'); }

/// One answer per distinct text; lines without one are not hit.
Verdict by_text(const TextColumn& column, const std::function<bool(const std::string&)>& hit) {
  std::vector<bool> hits(column.values.size());
  for (std::size_t i = 0; i < hits.size(); ++i) hits[i] = hit(column.values[i]);
  return [&codes = column.codes, hits = std::move(hits)](std::size_t i) {
    return codes[i] >= 0 && hits[static_cast<std::size_t>(codes[i])];
  };
}

/// Second and later copies among the lines that are still kept.
Verdict later_copies(const Transactions& lines) {
  const auto largest = std::max_element(lines.row_group.begin(), lines.row_group.end());
  std::vector<bool> seen(largest == lines.row_group.end() ? 0 : std::size_t{*largest} + 1);
  return [&groups = lines.row_group, seen = std::move(seen)](std::size_t i) mutable {
    const bool copy = seen[groups[i]];
    seen[groups[i]] = true;
    return copy;
  };
}

std::vector<Step> cleaning_steps(const Transactions& lines, const CleanOptions& options) {
  return {
      {options.missing_customer, "missing_customer", "without a customer", "add --keep-no-customer",
       LineState::missing_customer,
       [&] { return Verdict([&codes = lines.customer.codes](std::size_t i) { return codes[i] < 0; }); }},
      {options.duplicates, "duplicates", "exact duplicates", "add --keep-duplicates", LineState::duplicate,
       [&] { return later_copies(lines); }},
      {options.cancellations, "cancellations", "cancellations (invoice C...)", "add --keep-cancellations",
       LineState::cancellation, [&] { return by_text(lines.invoice, is_cancellation); }},
      {options.non_positive, "non_positive", "quantity or price not above zero", "add --keep-non-positive",
       LineState::non_positive,
       [&] {
         return Verdict([&lines](std::size_t i) { return !(lines.quantity[i] > 0) || !(lines.unit_price[i] > 0); });
       }},
      {options.non_product_codes, "non_product_codes", "postage, fees and other non-products",
       "leave --drop-non-products away", LineState::non_product,
       [&] { return by_text(lines.item, data::is_non_product_code); }},
  };
}

std::int64_t distinct_codes(const TextColumn& column, const std::vector<LineState>& state) {
  std::vector<bool> seen(column.values.size());
  std::int64_t count = 0;
  for (std::size_t i = 0; i < state.size(); ++i) {
    if (state[i] != LineState::kept || column.codes[i] < 0) continue;
    auto is_seen = seen[static_cast<std::size_t>(column.codes[i])];
    if (!is_seen) ++count;
    is_seen = true;
  }
  return count;
}

/// A sum that carries its rounding errors along (Neumaier 1974): the total is right to the last digit shown.
class Sum {
 public:
  void add(double value) {
    const double next = total_ + value;
    lost_ += std::abs(total_) >= std::abs(value) ? (total_ - next) + value : (value - next) + total_;
    total_ = next;
  }
  double value() const { return total_ + lost_; }

 private:
  double total_ = 0.0, lost_ = 0.0;
};

/// What is left after a step.
CleaningStep take_stock(const Transactions& lines, const std::vector<LineState>& state, const char* key,
                        const char* description, std::int64_t before) {
  CleaningStep step{key, description};
  Sum revenue;
  for (std::size_t i = 0; i < state.size(); ++i) {
    if (state[i] != LineState::kept) continue;
    ++step.remaining;
    revenue.add(lines.quantity[i] * lines.unit_price[i]);
  }
  step.revenue = revenue.value();
  step.removed = before - step.remaining;
  step.customers = distinct_codes(lines.customer, state);
  step.invoices = distinct_codes(lines.invoice, state);
  return step;
}

}  // namespace

Cleaned clean(const Transactions& lines, const CleanOptions& options) {
  Cleaned cleaned;
  cleaned.state.assign(static_cast<std::size_t>(lines.rows()), LineState::kept);
  cleaned.steps.push_back(take_stock(lines, cleaned.state, "raw", "lines read", lines.rows()));
  for (const Step& step : cleaning_steps(lines, options)) {
    if (!step.on) continue;
    const Verdict hit = step.make();
    for (std::size_t i = 0; i < cleaned.state.size(); ++i) {
      if (cleaned.state[i] == LineState::kept && hit(i)) cleaned.state[i] = step.state;
    }
    cleaned.steps.push_back(
        take_stock(lines, cleaned.state, step.key, step.description, cleaned.steps.back().remaining));
    if (cleaned.steps.back().remaining == 0) {
      throw Error(ErrorCode::data, "no line is left after cleaning",
                  std::string("check the columns that were taken, or ") + step.without, {},
                  std::string("the last lines were left out as: ") + step.description);
    }
  }
  return cleaned;
}

}  // namespace shoal
