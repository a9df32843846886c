#include <algorithm>
#include <cmath>
#include <limits>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/compensated_sum.hpp"
#include "segments/feature_columns.hpp"
#include "segments/id_order.hpp"
#include "segments/price_tiers.hpp"
#include "segments/receipt_groups.hpp"
#include "segments/returns.hpp"
#include "segments/seen.hpp"
#include "shoal/error.hpp"
#include "shoal/features.hpp"
#include "shoal/text.hpp"

namespace shoal {
namespace {

using namespace detail;  // the columns by name

constexpr std::int64_t k_day = 86400;
constexpr std::int64_t k_customers_a_task = 512, k_customers_ahead = 3;

std::int64_t floor_days(std::int64_t seconds) { return seconds / k_day - (seconds % k_day < 0 ? 1 : 0); }

/// What is left of a sum after everything was taken off it again, by rounding.
constexpr double k_rounding = 1e-9;

/// What one customer's kept lines add up to, in file order.
struct Tally {
  double spend = 0.0, units = 0.0, bulk = 0.0, reduced = 0.0, given_back = 0.0;
  CompensatedSum net;  ///< of the same lines as `spend`, so that what was taken off it leaves no noise
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
  sum.net.add(value);
  sum.units += kind.quantity;
  if (value < 0.0) sum.given_back -= value;
  if (flags.below_band) {
    sum.reduced += value;
  } else if (flags.below_item) {
    sum.bulk += value;
  }
}

/// Adds the lines of a receipt that are purchases; false where it has none.
bool add_receipt(const Transactions& lines, const Cleaned& cleaned, std::uint32_t number,
                 const std::vector<PriceFlags>& flags, Returns returns, Seen& items, Tally& sum) {
  const LineRange range = lines.lines_of(number);
  bool bought = false;
  for (std::size_t line = range.begin; line < range.end; ++line) {
    if (cleaned.state[line] != LineState::kept) continue;
    const auto kind = static_cast<std::size_t>(lines.kind[line]);
    if (returns == Returns::net && detail::is_return(lines.kinds[kind])) continue;
    bought = true;
    add_line(lines.kinds[kind], flags[kind], sum);
    const std::int32_t item = lines.kinds[kind].item;
    if (item >= 0) sum.products += items.first(item, lines.receipts[number].customer) ? 1 : 0;
  }
  return bought;
}

Tally tally(const Transactions& lines, const Cleaned& cleaned, std::span<const std::uint32_t> receipts,
            const std::vector<PriceFlags>& flags, Returns returns, Worker& worker) {
  Tally sum;
  worker.days.clear();
  worker.invoices.clear();
  for (const std::uint32_t number : receipts) {
    if (!add_receipt(lines, cleaned, number, flags, returns, worker.items, sum)) continue;
    const Receipt& receipt = lines.receipts[number];
    const bool first = worker.invoices.empty();
    sum.first_time = first ? receipt.time : std::min(sum.first_time, receipt.time);
    sum.last_time = first ? receipt.time : std::max(sum.last_time, receipt.time);
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

/// 0 for a customer who spent nothing.
double share(double part, double whole) { return whole > 0.0 ? part / whole : 0.0; }

/// In the order of k_feature_names. False for a customer without a row.
bool write_features(Tally sum, double returned, Returns returns, std::int64_t as_of, double* row) {
  const auto orders = static_cast<double>(sum.invoices);
  const auto tenure = static_cast<double>(floor_days(as_of - sum.first_time));
  const auto span = static_cast<double>(floor_days(sum.last_time) - floor_days(sum.first_time));
  const double all_returned = returned + sum.given_back;
  const double bought = sum.spend + sum.given_back;
  const bool net = returns == Returns::net;
  if (net) sum.net.add(-returned);
  const double spend = net ? sum.net.value() : sum.spend;
  row[recency_days] = static_cast<double>(floor_days(as_of - sum.last_time));
  row[frequency] = orders;
  row[total_spend] = spend;
  row[tenure_days] = tenure;
  row[days_between_orders] =
      sum.order_days > 1 ? span / static_cast<double>(sum.order_days - 1) : std::numeric_limits<double>::quiet_NaN();
  row[basket_value] = spend / orders;
  row[items_per_order] = sum.units / orders;
  row[distinct_products] = static_cast<double>(sum.products);
  row[return_share] = share(all_returned, net ? bought : bought + all_returned);
  row[bulk_share] = share(sum.bulk, bought);
  row[reduced_share] = share(sum.reduced, bought);
  return !net || (sum.invoices > 0 && (returned == 0.0 || spend > k_rounding * bought));
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
    if (std::isfinite(table.value(row, j)) || j == days_between_orders) continue;
    throw Error(
        ErrorCode::data, "quantities and prices are too large to add up",
        "look for a wrong quantity or price in that customer's lines",
        "customer " + table.ids[static_cast<std::size_t>(row)] + ", " + table.names[static_cast<std::size_t>(j)]);
  }
}

/// Takes the rows without a customer out of the table, in its own memory.
void drop_rows(const std::vector<std::uint8_t>& stays, const std::vector<std::int32_t>& customers,
               CustomerFeatures& result) {
  Matrix<double>& values = result.table.doubles();
  std::int64_t row = 0;
  for (std::size_t i = 0; i < stays.size(); ++i) {
    std::int32_t& its = result.customer_row[static_cast<std::size_t>(customers[i])];
    its = stays[i] != 0 ? static_cast<std::int32_t>(row) : -1;
    if (stays[i] == 0 || row++ == static_cast<std::int64_t>(i)) continue;
    std::copy_n(values.row(static_cast<std::int64_t>(i)), values.cols(), values.row(row - 1));
    result.table.ids[static_cast<std::size_t>(row - 1)] = std::move(result.table.ids[i]);
  }
  result.sent_all_back = values.rows() - row;
  if (row == 0) {
    throw Error(ErrorCode::data, "every customer sent back all that was bought",
                "look at what each step of cleaning removed, or add --returns gross");
  }
  values.reshape(row, values.cols());
  result.table.ids.resize(static_cast<std::size_t>(row));
}

}  // namespace

CustomerFeatures customer_features(ThreadPool& threads, const Transactions& lines, const Cleaned& cleaned,
                                   const FeatureOptions& options) {
  const ReceiptGroups by_customer(lines, cleaned);
  std::vector<std::int32_t> customers;
  CustomerFeatures result = frame(lines, cleaned, by_customer, customers);
  result.as_of = snapshot(options, result.last_time);
  result.returns = options.returns;
  const std::vector<PriceFlags> flags = detail::price_flags(lines, cleaned);
  const std::vector<double> returned = returned_values(lines, cleaned, options.returns);

  std::vector<Worker> workers(static_cast<std::size_t>(threads.threads()), {Seen(lines.item.size()), {}, {}});
  Matrix<double>& values = result.table.doubles();
  const std::int64_t rows = values.rows();
  std::vector<std::uint8_t> stays(static_cast<std::size_t>(rows));
  const Prefetch prefetch(lines, cleaned);
  threads.run((rows + k_customers_a_task - 1) / k_customers_a_task, [&](std::int64_t task, int worker) {
    const std::int64_t end = std::min(rows, (task + 1) * k_customers_a_task);
    const auto receipts_of = [&](std::int64_t row) {
      return by_customer[static_cast<std::size_t>(customers[static_cast<std::size_t>(std::min(row, end - 1))])];
    };
    for (std::int64_t row = task * k_customers_a_task; row < end; ++row) {
      prefetch.receipts(receipts_of(row + 2 * k_customers_ahead));
      prefetch.lines(receipts_of(row + k_customers_ahead));
      const auto at = static_cast<std::size_t>(customers[static_cast<std::size_t>(row)]);
      const Tally sum =
          tally(lines, cleaned, by_customer[at], flags, options.returns, workers[static_cast<std::size_t>(worker)]);
      const bool stays_in = write_features(sum, returned[at], options.returns, result.as_of, values.row(row));
      stays[static_cast<std::size_t>(row)] = stays_in ? 1 : 0;
      if (stays_in) check_finite(result.table, row);
    }
  });
  drop_rows(stays, customers, result);
  return result;
}

}  // namespace shoal
