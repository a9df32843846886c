#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

#include "base/compensated_sum.hpp"
#include "data/transactions/invoice_kinds.hpp"
#include "data/transactions/product_codes.hpp"
#include "shoal/error.hpp"
#include "shoal/text.hpp"
#include "shoal/transactions.hpp"

namespace shoal {
namespace {

/// A step of cleaning.
struct Step {
  LineState state;
  std::string key, description;
  std::string without;  ///< how to run without it
};

std::string dates_text(const CleanOptions& options) {
  std::string text;
  if (options.since) text = "before " + iso_time(*options.since);
  if (options.until) text += (text.empty() ? "after " : " or after ") + iso_time(*options.until);
  return text;
}

std::vector<Step> cleaning_steps(const CleanOptions& options, bool totals, const std::string& prefix) {
  std::vector<Step> steps;
  for (const LineCondition& condition : options.choice.conditions) {
    steps.push_back({LineState::not_chosen, "not_chosen", (condition.drops ? "" : "not ") + condition_text(condition),
                     "leave " + condition_option(condition) + " away"});
  }
  const auto add = [&](bool on, Step step) {
    if (on) steps.push_back(std::move(step));
  };
  using enum LineState;
  add(options.since || options.until, {other_date, "other_dates", dates_text(options), "take other dates"});
  add(totals, {total, "totals", "totals lines", "give each line an invoice number"});
  add(options.missing_customer, {missing_customer, "missing_customer", "without a customer", "add --keep-no-customer"});
  add(options.duplicates, {duplicate, "duplicates", "exact duplicates", "add --keep-duplicates"});
  add(options.cancellations && !prefix.empty(),
      {cancellation, "cancellations", "cancellations (invoice " + prefix + "...)", "add --keep-cancellations"});
  add(options.non_positive,
      {non_positive, "non_positive", "quantity or price not above zero", "add --keep-non-positive"});
  add(options.non_product_codes,
      {non_product, "non_product_codes", "postage, fees and other non-products", "leave --drop-non-products away"});
  return steps;
}

/// Tells the first step that removes a line. Equal lines share all verdicts but that on repeats, so the copies among
/// the lines that are left are the repeats of the file.
class Judge {
 public:
  Judge(const Transactions& lines, const CleanOptions& options, std::string prefix)
      : lines_(lines),
        options_(options),
        prefix_(std::move(prefix)),
        totals_(data::totals_among(lines.invoice)),
        totals_customers_(data::totals_among(lines.customer)) {
    for (const LineKind& kind : lines.kinds) state_of_kind_.push_back(judge_kind(kind));
  }

  bool any_totals() const { return !totals_.empty() || !totals_customers_.empty(); }

  /// What the lines of a receipt have in common.
  struct Head {
    LineState state = LineState::kept;
    bool cancelled = false;
  };
  Head head(const Receipt& receipt) const {
    const auto invoice = static_cast<std::size_t>(receipt.invoice);
    Head head;
    head.cancelled = data::has_prefix(lines_.invoice[invoice], prefix_);
    if (is_other_date(receipt.time)) {
      head.state = LineState::other_date;
    } else if (is_total(invoice, receipt.customer)) {
      head.state = LineState::total;
    } else if (options_.missing_customer && receipt.customer < 0) {
      head.state = LineState::missing_customer;
    }
    return head;
  }

  LineState operator()(const Head& head, std::size_t line) const {
    if (!lines_.left_out.empty() && lines_.left_out[line] != 0) return LineState::not_chosen;
    if (head.state != LineState::kept) return head.state;
    if (options_.duplicates && lines_.repeat[line] != 0) return LineState::duplicate;
    const LineState state = state_of_kind_[static_cast<std::size_t>(lines_.kind[line])];
    if (!head.cancelled) return state;
    if (options_.cancellations) return LineState::cancellation;
    // A cancellation that is kept takes back what was bought.
    return state == LineState::non_positive ? LineState::kept : state;
  }

 private:
  bool is_total(std::size_t invoice, std::int32_t customer) const {
    if (!totals_.empty() && totals_[invoice]) return true;
    return !totals_customers_.empty() && customer >= 0 && totals_customers_[static_cast<std::size_t>(customer)];
  }

  bool is_other_date(std::int64_t time) const {
    return (options_.since && time < *options_.since) || (options_.until && time > *options_.until);
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
  std::string prefix_;                           ///< of cancelled invoices; empty: there are none
  std::vector<bool> totals_, totals_customers_;  ///< of each invoice and customer; empty: none is a total
  std::vector<LineState> state_of_kind_;
  std::vector<bool> non_product_;  ///< of each item
};

/// What is left after each step, taken in one read of the lines. Step 0 is the file; the one after the last step removes nothing.
class Stock {
 public:
  Stock(const Transactions& lines, std::size_t steps)
      : never_(steps + 1),
        removed_(steps + 2, 0),
        revenue_(steps + 1),
        last_of_customer_(lines.customer.size()),
        last_of_invoice_(lines.invoice.size()) {}

  /// The step that removes what is kept.
  std::size_t never() const { return never_; }

  void add(const Receipt& receipt, const LineKind& kind, std::size_t removed) {
    ++removed_[removed];
    const double value = kind.value();
    for (std::size_t step = 0; step < removed; ++step) revenue_[step].add(value);
    raise(last_of_customer_, receipt.customer, removed);
    raise(last_of_invoice_, receipt.invoice, removed);
  }

  CleaningStep after(std::size_t step, const std::string& key, const std::string& description) const {
    CleaningStep left{key, description};
    left.removed = removed_[step];
    for (std::size_t later = step + 1; later <= never_; ++later) left.remaining += removed_[later];
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

  std::size_t never_;
  std::vector<std::int64_t> removed_;  ///< lines by the step that removes them
  std::vector<CompensatedSum> revenue_;
  Last last_of_customer_, last_of_invoice_;
};

/// The step that leaves a line out; conditions come first and are numbered from 1.
class StepOf {
 public:
  StepOf(const std::vector<Step>& steps, std::size_t never) {
    for (std::size_t s = steps.size(); s-- > 0;) step_[static_cast<std::size_t>(steps[s].state)] = s + 1;
    step_[static_cast<std::size_t>(LineState::kept)] = never;
  }
  std::size_t operator()(LineState state, std::uint8_t condition) const {
    return state == LineState::not_chosen ? condition : step_[static_cast<std::size_t>(state)];
  }

 private:
  std::array<std::size_t, static_cast<std::size_t>(LineState::non_product) + 1> step_{};
};

[[noreturn]] void throw_none_left(const Step& step) {
  throw Error(ErrorCode::data, "no line is left after cleaning",
              "check the columns that were taken, or " + step.without, {},
              "the last lines were left out as: " + step.description);
}

}  // namespace

Cleaned clean(const Transactions& lines, const CleanOptions& options) {
  Cleaned cleaned;
  cleaned.state.resize(lines.kind.size());
  const std::string prefix = data::cancellation_rule(lines, options.cancelled_prefix).prefix;
  const Judge judge(lines, options, prefix);
  const std::vector<Step> steps = cleaning_steps(options, judge.any_totals(), prefix);
  Stock stock(lines, steps.size());
  const StepOf step_of(steps, stock.never());
  cleaned.products_only = options.non_product_codes;
  for (std::size_t r = 0; r < lines.receipts.size(); ++r) {
    const LineRange range = lines.lines_of(r);
    const Judge::Head head = judge.head(lines.receipts[r]);
    for (std::size_t line = range.begin; line < range.end; ++line) {
      cleaned.state[line] = judge(head, line);
      const std::uint8_t condition = lines.left_out.empty() ? std::uint8_t{0} : lines.left_out[line];
      stock.add(lines.receipts[r], lines.kind_of(line), step_of(cleaned.state[line], condition));
    }
  }
  cleaned.steps.push_back(stock.after(0, "raw", "lines read"));
  for (std::size_t s = 0; s < steps.size(); ++s) {
    cleaned.steps.push_back(stock.after(s + 1, steps[s].key, steps[s].description));
    if (cleaned.steps.back().remaining == 0) throw_none_left(steps[s]);
  }
  return cleaned;
}

}  // namespace shoal
