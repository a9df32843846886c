#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <vector>

#include "data/transactions/invoice_kinds.hpp"
#include "data/transactions/line_sums.hpp"
#include "data/transactions/product_codes.hpp"
#include "shoal/text.hpp"
#include "shoal/transactions.hpp"

namespace shoal {
namespace {

using data::LineSums;
using Found = std::optional<Doubt>;

/// Equal lines beyond this share are seldom slips of an export: they may be pieces that are sold one by one.
constexpr double k_many_duplicates = 0.10;
/// A customer with more than this of the lines or the revenue is seldom one person or firm.
constexpr double k_dominant = 0.25;
/// Below this many customers one of them has a quarter by right.
constexpr std::int64_t k_few_customers = 10;
/// Fees and tests that make up more than this of the revenue change who is a good customer.
constexpr double k_much_of_revenue = 0.05;
/// A date that lies this many times the span of the middle half of all receipts, and a year, before or after it, with a year between it and
/// the nearest other one, is a slip or a placeholder.
constexpr std::int64_t k_far_spans = 6;
constexpr std::int64_t k_day = 86400, k_year = 365 * k_day;
/// So many receipts say where most lie.
constexpr std::size_t k_most_times = 1'000'000;

std::string percent(double share) {
  const double value = 100.0 * share;
  return (value < 10.0 ? grouped(value, 1) : grouped(value, 0)) + " %";
}

std::string counted(std::int64_t count, const std::string& one, const std::string& many) {
  return grouped(count) + " " + (count == 1 ? one : many);
}

/// Nothing is left to doubt about what came back.
void take_returns_off(LineSums& sums) {
  sums.all.value = 0.0;
  for (LineSums::Sum& customer : sums.customers) {
    customer.value = std::max(0.0, customer.value - customer.taken_back);
    customer.taken_back = 0.0;
    sums.all.value += customer.value;
  }
}

/// Most of what a customer bought: a doubt of its own.
bool was_taken_back(const LineSums::Sum& sum) { return sum.taken_back > 0 && sum.taken_back >= 0.5 * sum.value; }

Found doubt_prefix(const Transactions& lines, const CleanOptions& options) {
  if (!options.cancellations) return {};
  const data::CancellationRule rule = data::cancellation_rule(lines, options.cancelled_prefix);
  if (rule.lines == 0 || !rule.prefix.empty()) return {};
  return Doubt{"cancelled_prefix",
               counted(rule.lines, "line has an invoice", "lines have invoices") + " with C in front, but " +
                   (rule.taking_back == 0 ? "none" : "only " + grouped(rule.taking_back)) +
                   " of them takes anything back: they are taken as orders",
               "--cancelled-prefix C", rule.lines};
}

Found doubt_duplicates(const LineSums& sums, const Cleaned& cleaned) {
  const std::int64_t lines = cleaned.steps.front().remaining;
  const double share = static_cast<double>(sums.duplicates) / static_cast<double>(lines);
  if (share <= k_many_duplicates) return {};
  return Doubt{"many_duplicates",
               counted(sums.duplicates, "line", "lines") + " (" + percent(share) +
                   ") left out as duplicates, for an earlier one is equal in every column; pieces sold one by one look "
                   "the same",
               "--keep-duplicates", sums.duplicates};
}

Found doubt_dominant(const Transactions& lines, const LineSums& sums) {
  if (sums.buyers < k_few_customers) return {};
  const auto share_of_lines = [&](const LineSums::Sum& s) {
    return static_cast<double>(s.lines) / static_cast<double>(sums.all.lines);
  };
  const auto share_of_value = [&](const LineSums::Sum& s) {
    return sums.all.value > 0 ? s.value / sums.all.value : 0.0;
  };
  const auto larger = [&](const LineSums::Sum& s) {
    return was_taken_back(s) ? 0.0 : std::max(share_of_lines(s), share_of_value(s));
  };
  const auto first = std::max_element(sums.customers.begin(), sums.customers.end(),
                                      [&](const auto& a, const auto& b) { return larger(a) < larger(b); });
  if (first == sums.customers.end() || larger(*first) <= k_dominant) return {};
  const std::string id(lines.customer[static_cast<std::size_t>(first - sums.customers.begin())]);
  return Doubt{"dominant_customer",
               "one of " + grouped(sums.buyers) + " customers, " + id + ", has " + percent(share_of_value(*first)) +
                   " of the revenue and " + percent(share_of_lines(*first)) +
                   " of the lines; such an id may stand for many or for none",
               "--missing " + shell_word(id), first->lines};
}

/// Orders that were cancelled as a whole, yet make their customer a large one as long as they count.
Found doubt_cancelled_orders(const Transactions& lines, const LineSums& sums) {
  std::vector<std::string> named;
  double value = 0.0;
  for (std::size_t code = 0; code < sums.customers.size(); ++code) {
    const LineSums::Sum& sum = sums.customers[code];
    const bool large = sum.value > k_much_of_revenue * sums.all.value;
    if (!large || !was_taken_back(sum)) continue;
    named.emplace_back(lines.customer[code]);
    value += sum.taken_back;
  }
  if (named.empty()) return {};
  return Doubt{"cancelled_orders",
               "large orders that count as revenue were taken back: " + grouped(value, 2) + " of " +
                   (named.size() == 1 ? "customer " : "customers ") + join(named, ", "),
               "--returns net", static_cast<std::int64_t>(named.size())};
}

Found doubt_special_lines(const Transactions& lines, const LineSums& sums, const CleanOptions& options) {
  if (options.non_product_codes) return {};
  LineSums::Sum special;
  std::vector<std::string> codes;
  for (std::size_t code = 0; code < sums.items.size(); ++code) {
    const LineSums::Sum& item = sums.items[code];
    if (item.lines == 0 || !data::is_non_product_code(std::string(lines.item[code]))) continue;
    special.lines += item.lines;
    special.value += item.value;
    if (codes.size() < 5) codes.emplace_back(lines.item[code]);
  }
  if (!(special.value > k_much_of_revenue * sums.all.value) || 2 * special.lines > sums.all.lines) return {};
  return Doubt{"special_lines",
               counted(special.lines, "line", "lines") + " with " + percent(special.value / sums.all.value) +
                   " of the revenue seem to be fees, corrections or tests and no products (" + join(codes, ", ") + ")",
               "--drop-non-products", special.lines};
}

/// Where the middle half of the times lies, widened: what is outside may be far.
struct Near {
  std::int64_t low = 0, high = 0;
};
Near near_times(const std::vector<std::int64_t>& times) {
  std::vector<std::int64_t> some;
  const std::size_t step = times.size() / k_most_times + 1;
  for (std::size_t i = 0; i < times.size(); i += step) some.push_back(times[i]);
  const auto quarter = static_cast<std::ptrdiff_t>(some.size() / 4);
  std::nth_element(some.begin(), some.begin() + quarter, some.end());
  const std::int64_t low = some[static_cast<std::size_t>(quarter)];
  std::nth_element(some.begin(), some.end() - 1 - quarter, some.end());
  const std::int64_t high = some[some.size() - 1 - static_cast<std::size_t>(quarter)];
  const std::int64_t reach = k_far_spans * (high - low) + k_year;
  return {low - reach, high + reach};
}

/// Of the times on one side of the near ones.
struct Far {
  std::int64_t count = 0, nearest = 0;
};

Found doubt_dates(const LineSums& sums) {
  constexpr std::size_t k_fewest = 20;  // fewer receipts have no middle
  if (sums.times.size() < k_fewest) return {};
  const Near near = near_times(sums.times);
  Far early{0, near.low}, late{0, near.high};
  std::int64_t first = near.high, last = near.low;
  for (const std::int64_t time : sums.times) {
    if (time < near.low) {
      early = {early.count + 1, early.count == 0 ? time : std::max(early.nearest, time)};
    } else if (time > near.high) {
      late = {late.count + 1, late.count == 0 ? time : std::min(late.nearest, time)};
    } else {
      first = std::min(first, time);
      last = std::max(last, time);
    }
  }
  const bool before = early.count > 0 && first - early.nearest >= k_year;
  const bool after = late.count > 0 && late.nearest - last >= k_year;
  if (!before && !after) return {};
  const std::int64_t count = (before ? early.count : 0) + (after ? late.count : 0);
  const std::string since = "--since " + iso_date(first), until = "--until " + iso_date(last);
  return Doubt{"far_dates",
               counted(count, "order lies", "orders lie") + " far from all others (" + iso_date(first) + " to " +
                   iso_date(last) + "), for example on " + iso_date(after ? late.nearest : early.nearest),
               !before  ? until
               : !after ? since
                        : since + " " + until,
               count};
}

/// "5.41235E+16", and with a comma.
bool is_rounded(std::string_view id) {
  const std::size_t e = id.find_first_of("eE");
  if (e == std::string_view::npos || e == 0 || e + 2 >= id.size() || id[e + 1] != '+') return false;
  return id.substr(0, e).find_first_not_of("0123456789.,") == std::string_view::npos &&
         id.substr(e + 2).find_first_not_of("0123456789") == std::string_view::npos;
}

/// The first rounded one; nothing when none is.
std::string first_rounded(const Texts& ids) {
  for (std::size_t i = 0; i < ids.size(); ++i) {
    if (is_rounded(ids[i])) return std::string(ids[i]);
  }
  return {};
}

Found doubt_rounded_ids(const Transactions& lines) {
  const std::string customer = first_rounded(lines.customer), invoice = first_rounded(lines.invoice);
  if (customer.empty() && invoice.empty()) return {};
  std::int64_t count = 0;
  for (std::size_t r = 0; r < lines.receipts.size(); ++r) {
    const Receipt& receipt = lines.receipts[r];
    const bool rounded = (!customer.empty() && receipt.customer >= 0 &&
                          is_rounded(lines.customer[static_cast<std::size_t>(receipt.customer)])) ||
                         (!invoice.empty() && is_rounded(lines.invoice[static_cast<std::size_t>(receipt.invoice)]));
    const LineRange range = lines.lines_of(r);
    count += rounded ? static_cast<std::int64_t>(range.end - range.begin) : 0;
  }
  return Doubt{
      "rounded_ids",
      counted(count, "line has", "lines have") + (customer.empty() ? " an invoice" : " a customer") + " like " +
          (customer.empty() ? invoice : customer) +
          ": a spreadsheet rounded these ids, so that different ones became one; export the file anew with ids as "
          "text",
      {},
      count};
}

}  // namespace

std::vector<Doubt> doubts_about(const Transactions& lines, const Cleaned& cleaned, const CleanOptions& options,
                                bool net_of_returns) {
  LineSums sums = data::sum_lines(lines, cleaned);
  if (net_of_returns) take_returns_off(sums);
  std::vector<Doubt> doubts;
  for (const Found& found : {doubt_prefix(lines, options), doubt_duplicates(sums, cleaned), doubt_dominant(lines, sums),
                             doubt_cancelled_orders(lines, sums), doubt_special_lines(lines, sums, options),
                             doubt_dates(sums), doubt_rounded_ids(lines)}) {
    if (found) doubts.push_back(*found);
  }
  return doubts;
}

}  // namespace shoal
