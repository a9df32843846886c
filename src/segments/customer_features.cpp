#include <algorithm>
#include <cmath>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "segments/id_order.hpp"
#include "segments/price_tiers.hpp"
#include "segments/receipt_groups.hpp"
#include "shoal/error.hpp"
#include "shoal/features.hpp"
#include "shoal/text.hpp"

namespace shoal {
namespace {

using detail::PriceFlags;
using detail::ReceiptGroups;

constexpr std::int64_t k_day = 86400;
constexpr std::int64_t k_customers_a_task = 512, k_customers_ahead = 3;

std::int64_t floor_days(std::int64_t seconds) { return seconds / k_day - (seconds % k_day < 0 ? 1 : 0); }

/// Tells what was seen before by the current customer, without clearing between customers.
class Seen {
 public:
  explicit Seen(std::size_t codes) : last_(codes, -1) {}
  /// True the first time that the customer meets the code.
  bool first(std::int32_t code, std::int32_t customer) {
    std::int32_t& last = last_[static_cast<std::size_t>(code)];
    return std::exchange(last, customer) != customer;
  }

 private:
  std::vector<std::int32_t> last_;
};

/// What one customer's kept lines add up to, in file order.
struct Tally {
  double spend = 0.0, units = 0.0, bulk = 0.0, reduced = 0.0, given_back = 0.0;
  std::int64_t invoices = 0, products = 0, order_days = 0;
  std::int64_t first_time = 0, last_time = 0;
};

/// The working memory of one worker.
struct Worker {
  Seen items;
  std::vector<std::int64_t> days;
  std::vector<std::int32_t> invoices;
};

template <class Value>
std::int64_t count_distinct(std::vector<Value>& values) {
  std::sort(values.begin(), values.end());
  return std::unique(values.begin(), values.end()) - values.begin();
}

void add_line(const LineKind& kind, PriceFlags flags, Tally& sum) {
  const double value = kind.value();
  sum.spend += value;
  sum.units += kind.quantity;
  if (value < 0.0) sum.given_back -= value;
  if (flags.below_band) {
    sum.reduced += value;
  } else if (flags.below_item) {
    sum.bulk += value;
  }
}

Tally tally(const Transactions& lines, const Cleaned& cleaned, std::span<const std::uint32_t> receipts,
            const std::vector<PriceFlags>& flags, std::int32_t customer, Worker& worker) {
  Tally sum;
  worker.days.clear();
  worker.invoices.clear();
  sum.first_time = sum.last_time = lines.receipts[receipts.front()].time;
  for (const std::uint32_t number : receipts) {
    const LineRange range = lines.lines_of(number);
    for (std::size_t line = range.begin; line < range.end; ++line) {
      if (cleaned.state[line] != LineState::kept) continue;
      const auto kind = static_cast<std::size_t>(lines.kind[line]);
      add_line(lines.kinds[kind], flags[kind], sum);
      const std::int32_t item = lines.kinds[kind].item;
      if (item >= 0) sum.products += worker.items.first(item, customer) ? 1 : 0;
    }
    const Receipt& receipt = lines.receipts[number];
    sum.first_time = std::min(sum.first_time, receipt.time);
    sum.last_time = std::max(sum.last_time, receipt.time);
    worker.days.push_back(floor_days(receipt.time));
    worker.invoices.push_back(receipt.invoice);
  }
  sum.order_days = count_distinct(worker.days);
  sum.invoices = count_distinct(worker.invoices);
  return sum;
}

/// Fetches what tally() will read into the cache, for a customer's receipts lie all over the file: the receipts of one to
/// come, and the lines of one that comes sooner.
class Prefetch {
 public:
  Prefetch(const Transactions& lines, const Cleaned& cleaned) : lines_(lines), cleaned_(cleaned) {}

  void receipts(std::span<const std::uint32_t> numbers) const {
    for (const std::uint32_t number : numbers) __builtin_prefetch(&lines_.receipts[number]);
  }
  void lines(std::span<const std::uint32_t> numbers) const {
    for (const std::uint32_t number : numbers) {
      const std::size_t line = lines_.receipts[number].first_line;
      __builtin_prefetch(&lines_.kind[line]);
      __builtin_prefetch(&cleaned_.state[line]);
    }
  }

 private:
  const Transactions& lines_;
  const Cleaned& cleaned_;
};

/// Value per customer code of the goods that came back: cancelled lines, and lines left out for a negative value.
std::vector<double> returned_values(const Transactions& lines, const Cleaned& cleaned) {
  std::vector<double> returned(lines.customer.size(), 0.0);
  for (std::size_t r = 0; r < lines.receipts.size(); ++r) {
    const std::int32_t customer = lines.receipts[r].customer;
    if (customer < 0) continue;
    const LineRange range = lines.lines_of(r);
    for (std::size_t line = range.begin; line < range.end; ++line) {
      const LineState state = cleaned.state[line];
      if (state != LineState::cancellation && state != LineState::non_positive) continue;
      const double value = lines.kind_of(line).value();
      if (state == LineState::cancellation || value < 0.0)
        returned[static_cast<std::size_t>(customer)] += std::abs(value);
    }
  }
  return returned;
}

/// 0 for a customer who spent nothing.
double share(double part, double whole) { return whole > 0.0 ? part / whole : 0.0; }

/// In the order of k_feature_names.
void write_features(const Tally& sum, double returned, std::int64_t as_of, double* row) {
  const auto orders = static_cast<double>(sum.invoices);
  const auto tenure = static_cast<double>(floor_days(as_of - sum.first_time));
  const auto span = static_cast<double>(floor_days(sum.last_time) - floor_days(sum.first_time));
  const double all_returned = returned + sum.given_back;
  const double bought = sum.spend + sum.given_back;
  row[0] = static_cast<double>(floor_days(as_of - sum.last_time));
  row[1] = orders;
  row[2] = sum.spend;
  row[3] = tenure;
  row[4] = sum.order_days > 1 ? span / static_cast<double>(sum.order_days - 1) : tenure;
  row[5] = sum.spend / orders;
  row[6] = sum.units / orders;
  row[7] = static_cast<double>(sum.products);
  row[8] = share(all_returned, bought + all_returned);
  row[9] = share(sum.bulk, bought);
  row[10] = share(sum.reduced, bought);
}

/// First and last time of the kept lines and the snapshot; sets customer_row and the ids.
CustomerFeatures frame(const Transactions& lines, const Cleaned& cleaned, const ReceiptGroups& by_customer,
                       std::vector<std::int32_t>& customers) {
  CustomerFeatures result;
  bool any = false;
  for (std::size_t r = 0; r < lines.receipts.size(); ++r) {
    if (!detail::has_kept_line(lines, cleaned, r)) continue;
    const std::int64_t time = lines.receipts[r].time;
    result.first_time = any ? std::min(result.first_time, time) : time;
    result.last_time = any ? std::max(result.last_time, time) : time;
    any = true;
  }
  for (std::size_t code = 0; code < by_customer.size(); ++code) {
    if (!by_customer[code].empty()) customers.push_back(static_cast<std::int32_t>(code));
  }
  if (customers.empty()) {
    throw Error(ErrorCode::data, "no line with a customer is left after cleaning", "look at what each step removed");
  }
  detail::sort_by_id(customers, lines.customer);
  result.customer_row.assign(by_customer.size(), -1);
  for (std::size_t row = 0; row < customers.size(); ++row) {
    const auto code = static_cast<std::size_t>(customers[row]);
    result.customer_row[code] = static_cast<std::int32_t>(row);
    result.table.ids.emplace_back(lines.customer[code]);
  }
  result.table.id_name = "customer_id";
  result.table.id_type = lines.customer_type;
  result.table.names = k_feature_names;
  result.table.values =
      Matrix<double>(static_cast<std::int64_t>(customers.size()), static_cast<std::int64_t>(k_feature_names.size()));
  return result;
}

std::int64_t snapshot(const FeatureOptions& options, std::int64_t last_time) {
  const std::int64_t as_of = options.as_of.value_or(last_time + k_day);
  if (as_of < last_time) {
    throw Error(ErrorCode::data, "the as-of date lies before the last invoice (" + iso_time(last_time) + ")",
                "take a later one, or leave it out for one day after the last invoice", "as-of", iso_time(as_of));
  }
  return as_of;
}

void check_finite(const FeatureTable& table, std::int64_t row) {
  for (std::int64_t j = 0; j < table.cols(); ++j) {
    if (std::isfinite(table.value(row, j))) continue;
    throw Error(
        ErrorCode::data, "quantities and prices are too large to add up",
        "look for a wrong quantity or price in that customer's lines",
        "customer " + table.ids[static_cast<std::size_t>(row)] + ", " + table.names[static_cast<std::size_t>(j)]);
  }
}

}  // namespace

CustomerFeatures customer_features(ThreadPool& threads, const Transactions& lines, const Cleaned& cleaned,
                                   const FeatureOptions& options) {
  const ReceiptGroups by_customer(lines, cleaned);
  std::vector<std::int32_t> customers;
  CustomerFeatures result = frame(lines, cleaned, by_customer, customers);
  result.as_of = snapshot(options, result.last_time);
  const std::vector<PriceFlags> flags = detail::price_flags(lines, cleaned);
  const std::vector<double> returned = returned_values(lines, cleaned);

  std::vector<Worker> workers(static_cast<std::size_t>(threads.threads()), {Seen(lines.item.size()), {}, {}});
  Matrix<double>& values = result.table.doubles();
  const std::int64_t rows = values.rows();
  const Prefetch prefetch(lines, cleaned);
  threads.run((rows + k_customers_a_task - 1) / k_customers_a_task, [&](std::int64_t task, int worker) {
    const std::int64_t end = std::min(rows, (task + 1) * k_customers_a_task);
    const auto receipts_of = [&](std::int64_t row) {
      return by_customer[static_cast<std::size_t>(customers[static_cast<std::size_t>(std::min(row, end - 1))])];
    };
    for (std::int64_t row = task * k_customers_a_task; row < end; ++row) {
      prefetch.receipts(receipts_of(row + 2 * k_customers_ahead));
      prefetch.lines(receipts_of(row + k_customers_ahead));
      const std::int32_t code = customers[static_cast<std::size_t>(row)];
      const auto at = static_cast<std::size_t>(code);
      const Tally sum = tally(lines, cleaned, by_customer[at], flags, code, workers[static_cast<std::size_t>(worker)]);
      write_features(sum, returned[at], result.as_of, values.row(row));
      check_finite(result.table, row);
    }
  });
  return result;
}

}  // namespace shoal
