#include <algorithm>
#include <array>
#include <vector>

#include "base/compensated_sum.hpp"
#include "data/transactions/product_codes.hpp"
#include "shoal/error.hpp"
#include "shoal/transactions.hpp"

namespace shoal {
namespace {

/// A step of cleaning; the table of them is in the order of LineState.
struct Step {
  bool on;
  const char* key;
  const char* description;
  const char* without;  ///< how to run without it
};

constexpr std::size_t k_steps = 5, k_never = k_steps + 1;

std::array<Step, k_steps> cleaning_steps(const CleanOptions& options) {
  return {{
      {options.missing_customer, "missing_customer", "without a customer", "add --keep-no-customer"},
      {options.duplicates, "duplicates", "exact duplicates", "add --keep-duplicates"},
      {options.cancellations, "cancellations", "cancellations (invoice C...)", "add --keep-cancellations"},
      {options.non_positive, "non_positive", "quantity or price not above zero", "add --keep-non-positive"},
      {options.non_product_codes, "non_product_codes", "postage, fees and other non-products",
       "leave --drop-non-products away"},
  }};
}

/// Tells the first step that removes a line. Equal lines share all verdicts but that on repeats, so the copies among
/// the lines that are left are the repeats of the file.
class Judge {
 public:
  Judge(const Transactions& lines, const CleanOptions& options) : lines_(lines), options_(options) {
    for (const LineKind& kind : lines.kinds) state_of_kind_.push_back(judge_kind(kind));
  }

  LineState operator()(const Receipt& receipt, std::size_t line) const {
    if (options_.missing_customer && receipt.customer < 0) return LineState::missing_customer;
    if (options_.duplicates && lines_.repeat[line] != 0) return LineState::duplicate;
    if (options_.cancellations && is_cancellation(receipt)) return LineState::cancellation;
    return state_of_kind_[static_cast<std::size_t>(lines_.kind[line])];
  }

 private:
  bool is_cancellation(const Receipt& receipt) const {
    const std::string_view invoice = lines_.invoice[static_cast<std::size_t>(receipt.invoice)];
    return invoice.starts_with('C') || invoice.starts_with('c');
  }

  LineState judge_kind(const LineKind& kind) {
    if (options_.non_positive && (!(kind.quantity > 0) || !(kind.unit_price > 0))) return LineState::non_positive;
    if (!options_.non_product_codes || kind.item < 0) return LineState::kept;
    if (non_product_.empty()) {
      for (std::size_t i = 0; i < lines_.item.size(); ++i) {
        non_product_.push_back(data::is_non_product_code(std::string(lines_.item[i])));
      }
    }
    return non_product_[static_cast<std::size_t>(kind.item)] ? LineState::non_product : LineState::kept;
  }

  const Transactions& lines_;
  const CleanOptions& options_;
  std::vector<LineState> state_of_kind_;
  std::vector<bool> non_product_;  ///< of each item
};

/// What is left after each step, taken in one read of the lines. Step 0 is the file, step s that of LineState s.
class Stock {
 public:
  explicit Stock(const Transactions& lines)
      : last_of_customer_(lines.customer.size()), last_of_invoice_(lines.invoice.size()) {}

  void add(const Receipt& receipt, const LineKind& kind, LineState state) {
    const std::size_t removed = state == LineState::kept ? k_never : static_cast<std::size_t>(state);
    ++removed_[removed];
    const double value = kind.value();
    for (std::size_t step = 0; step < removed; ++step) revenue_[step].add(value);
    raise(last_of_customer_, receipt.customer, removed);
    raise(last_of_invoice_, receipt.invoice, removed);
  }

  CleaningStep after(std::size_t step, const char* key, const char* description) const {
    CleaningStep left{key, description};
    left.removed = removed_[step];
    for (std::size_t later = step + 1; later <= k_never; ++later) left.remaining += removed_[later];
    left.customers = count_above(last_of_customer_, step);
    left.invoices = count_above(last_of_invoice_, step);
    left.revenue = revenue_[step].value();
    return left;
  }

 private:
  /// Per code the latest step that removes one of its lines.
  using Last = std::vector<std::uint8_t>;

  static void raise(Last& last, std::int32_t code, std::size_t removed) {
    if (code < 0) return;
    std::uint8_t& known = last[static_cast<std::size_t>(code)];
    known = std::max(known, static_cast<std::uint8_t>(removed));
  }
  static std::int64_t count_above(const Last& last, std::size_t step) {
    return std::count_if(last.begin(), last.end(), [&](std::uint8_t removed) { return removed > step; });
  }

  std::array<std::int64_t, k_never + 1> removed_{};  ///< lines by the step that removes them
  std::array<CompensatedSum, k_never> revenue_;
  Last last_of_customer_, last_of_invoice_;
};

}  // namespace

Cleaned clean(const Transactions& lines, const CleanOptions& options) {
  Cleaned cleaned;
  cleaned.state.resize(lines.kind.size());
  const Judge judge(lines, options);
  Stock stock(lines);
  for (std::size_t r = 0; r < lines.receipts.size(); ++r) {
    const LineRange range = lines.lines_of(r);
    for (std::size_t line = range.begin; line < range.end; ++line) {
      cleaned.state[line] = judge(lines.receipts[r], line);
      stock.add(lines.receipts[r], lines.kind_of(line), cleaned.state[line]);
    }
  }
  cleaned.steps.push_back(stock.after(0, "raw", "lines read"));
  const auto steps = cleaning_steps(options);
  for (std::size_t s = 0; s < k_steps; ++s) {
    if (!steps[s].on) continue;
    cleaned.steps.push_back(stock.after(s + 1, steps[s].key, steps[s].description));
    if (cleaned.steps.back().remaining == 0) {
      throw Error(ErrorCode::data, "no line is left after cleaning",
                  std::string("check the columns that were taken, or ") + steps[s].without, {},
                  std::string("the last lines were left out as: ") + steps[s].description);
    }
  }
  return cleaned;
}

}  // namespace shoal
