#include <algorithm>
#include <cmath>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "segments/id_order.hpp"
#include "segments/line_groups.hpp"
#include "segments/price_tiers.hpp"
#include "shoal/error.hpp"
#include "shoal/features.hpp"
#include "shoal/text.hpp"

namespace shoal {
namespace {

using detail::LineGroups;
using detail::PriceFlags;

constexpr std::int64_t k_day = 86400;
constexpr std::int64_t k_customers_a_task = 512;

std::int64_t floor_days(std::int64_t seconds) { return seconds / k_day - (seconds % k_day < 0 ? 1 : 0); }

/// Tells what was seen before by the current customer, without clearing between customers.
class Seen {
 public:
  explicit Seen(std::size_t codes) : last_(codes + 1, -1) {}
  /// True the first time that the customer meets the code; -1 (empty) counts as a code of its own.
  bool first(std::int32_t code, std::int32_t customer) {
    std::int32_t& last = last_[static_cast<std::size_t>(code + 1)];
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
  Seen invoices, items;
  std::vector<std::int64_t> days;
};

Tally tally(const Transactions& lines, std::span<const std::int64_t> numbers, const std::vector<PriceFlags>& flags,
            std::int32_t customer, Worker& worker) {
  Tally sum;
  worker.days.clear();
  sum.first_time = sum.last_time = lines.time[static_cast<std::size_t>(numbers.front())];
  for (const std::int64_t number : numbers) {
    const auto line = static_cast<std::size_t>(number);
    const double value = lines.quantity[line] * lines.unit_price[line];
    sum.spend += value;
    sum.units += lines.quantity[line];
    if (value < 0.0) sum.given_back -= value;
    if (flags[line].below_band) {
      sum.reduced += value;
    } else if (flags[line].below_item) {
      sum.bulk += value;
    }
    const std::int64_t time = lines.time[line];
    sum.first_time = std::min(sum.first_time, time);
    sum.last_time = std::max(sum.last_time, time);
    sum.invoices += worker.invoices.first(lines.invoice.codes[line], customer) ? 1 : 0;
    const std::int32_t item = lines.item.codes[line];
    if (item >= 0) sum.products += worker.items.first(item, customer) ? 1 : 0;
    const std::int64_t day = floor_days(time);
    if (worker.days.empty() || worker.days.back() != day) worker.days.push_back(day);
  }
  std::sort(worker.days.begin(), worker.days.end());
  sum.order_days = std::unique(worker.days.begin(), worker.days.end()) - worker.days.begin();
  return sum;
}

/// Value per customer code of the goods that came back: cancelled lines, and lines left out for a negative value.
std::vector<double> returned_values(const Transactions& lines, const Cleaned& cleaned) {
  std::vector<double> returned(lines.customer.values.size(), 0.0);
  for (std::size_t line = 0; line < cleaned.state.size(); ++line) {
    const std::int32_t customer = lines.customer.codes[line];
    const double value = lines.quantity[line] * lines.unit_price[line];
    const LineState state = cleaned.state[line];
    if (customer < 0) continue;
    if (state == LineState::cancellation || (state == LineState::non_positive && value < 0.0)) {
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
CustomerFeatures frame(const Transactions& lines, const Cleaned& cleaned, const LineGroups& by_customer,
                       std::vector<std::int32_t>& customers) {
  CustomerFeatures result;
  bool any = false;
  for (std::size_t line = 0; line < cleaned.state.size(); ++line) {
    if (cleaned.state[line] != LineState::kept) continue;
    const std::int64_t time = lines.time[line];
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
  detail::sort_by_id(customers, lines.customer.values);
  result.customer_row.assign(by_customer.size(), -1);
  for (std::size_t row = 0; row < customers.size(); ++row) {
    const auto code = static_cast<std::size_t>(customers[row]);
    result.customer_row[code] = static_cast<std::int32_t>(row);
    result.table.ids.push_back(lines.customer.values[code]);
  }
  result.table.id_name = "customer_id";
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
  for (std::int64_t j = 0; j < table.values.cols(); ++j) {
    if (std::isfinite(table.values(row, j))) continue;
    throw Error(
        ErrorCode::data, "quantities and prices are too large to add up",
        "look for a wrong quantity or price in that customer's lines",
        "customer " + table.ids[static_cast<std::size_t>(row)] + ", " + table.names[static_cast<std::size_t>(j)]);
  }
}

}  // namespace

CustomerFeatures customer_features(ThreadPool& threads, const Transactions& lines, const Cleaned& cleaned,
                                   const FeatureOptions& options) {
  const LineGroups by_customer(lines.customer.codes, lines.customer.values.size(), cleaned.state, LineState::kept);
  const LineGroups by_item(lines.item.codes, lines.item.values.size(), cleaned.state, LineState::kept);
  std::vector<std::int32_t> customers;
  CustomerFeatures result = frame(lines, cleaned, by_customer, customers);
  result.as_of = snapshot(options, result.last_time);
  const std::vector<PriceFlags> flags = detail::price_flags(threads, lines, by_item);
  const std::vector<double> returned = returned_values(lines, cleaned);

  std::vector<Worker> workers(static_cast<std::size_t>(threads.threads()),
                              {Seen(lines.invoice.values.size()), Seen(lines.item.values.size()), {}});
  const std::int64_t rows = result.table.rows();
  threads.run((rows + k_customers_a_task - 1) / k_customers_a_task, [&](std::int64_t task, int worker) {
    const std::int64_t end = std::min(rows, (task + 1) * k_customers_a_task);
    for (std::int64_t row = task * k_customers_a_task; row < end; ++row) {
      const std::int32_t code = customers[static_cast<std::size_t>(row)];
      const auto at = static_cast<std::size_t>(code);
      const Tally sum = tally(lines, by_customer[at], flags, code, workers[static_cast<std::size_t>(worker)]);
      write_features(sum, returned[at], result.as_of, result.table.values.row(row));
      check_finite(result.table, row);
    }
  });
  return result;
}

}  // namespace shoal
