#include "segments/plain_description.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "data/preparation/column_statistics.hpp"
#include "segments/readable_number.hpp"
#include "segments/rhythm.hpp"
#include "shoal/text.hpp"

namespace shoal::detail {
namespace {

constexpr double k_month = 365.25 / 12.0;  ///< days
/// From here on a time ago is told in months.
constexpr double k_in_months = 60.0;
/// An end beyond this quantile of all customers says nothing.
constexpr double k_far = 0.95;

struct Range {
  double low = 0.0, high = 0.0;
};

std::vector<double> sorted_values(const Population& population, std::size_t segment, std::size_t column) {
  std::vector<double> values;
  for (const std::int64_t row : population.members(segment)) values.push_back(population.value(row, column));
  std::ranges::sort(values);
  return values;
}

Range range_at(const std::vector<double>& sorted, double tail) {
  return {quantile_of_sorted(sorted, tail), quantile_of_sorted(sorted, 1.0 - tail)};
}

/// One part of a description: words and the conditions that they mean.
struct Part {
  std::string text;
  Claim claim;
};

NameCondition condition(std::size_t column, Comparison comparison, double threshold) {
  return {column, comparison, Measure::value, threshold};
}

bool is_open_above(const Population& population, std::size_t column, double high) {
  return high >= quantile_of_sorted(population.sorted(column), k_far);
}

Part orders_part(const Population& population, Range range) {
  const double low = std::floor(range.low), high = std::ceil(range.high);
  Part part;
  if (low > 1.0) part.claim.push_back(condition(frequency, Comparison::at_least, low));
  const bool open = low > 1.0 && low < high && is_open_above(population, frequency, high);
  if (!open) part.claim.push_back(condition(frequency, Comparison::at_most, high));
  part.text = open          ? grouped(low, 0) + "+ orders"
              : low == high ? grouped(low, 0) + (low == 1.0 ? " order" : " orders")
                            : grouped(low, 0) + "-" + grouped(high, 0) + " orders";
  return part;
}

Part recency_part(Range range) {
  const bool months = range.high >= k_in_months;
  const double unit = months ? k_month : 1.0;
  const double low = std::floor(range.low / unit), high = std::max(1.0, std::ceil(range.high / unit));
  Part part;
  if (low > 0.0) part.claim.push_back(condition(recency_days, Comparison::at_least, low * unit));
  part.claim.push_back(condition(recency_days, Comparison::at_most, high * unit));
  const std::string word = months ? " month" : " day";
  const std::string plural = high == 1.0 ? "" : "s";
  if (low == 0.0) {
    part.text = "last in the past " + (high == 1.0 ? word.substr(1) : grouped(high, 0) + word + "s");
  } else {
    part.text = "last " + (low == high ? "" : grouped(low, 0) + "-") + grouped(high, 0) + word + plural + " ago";
  }
  return part;
}

Part spend_part(const Population& population, Range range) {
  const double low = -readable_above(-range.low), high = readable_above(range.high);
  const bool open_below = low <= 0.0 || low <= quantile_of_sorted(population.sorted(total_spend), 1.0 - k_far);
  const bool open_above = !open_below && is_open_above(population, total_spend, high);
  Part part;
  if (!open_below) part.claim.push_back(condition(total_spend, Comparison::at_least, low));
  if (!open_above) part.claim.push_back(condition(total_spend, Comparison::at_most, high));
  const auto text = [](double value) { return grouped(value, value == std::floor(value) ? 0 : 2); };
  part.text = open_below ? "up to " + text(high) : open_above ? text(low) + "+" : text(low) + "-" + text(high);
  return part;
}

std::string advice_for(const Population& population, std::size_t segment) {
  const double late = share_meeting(population, {condition(gaps_away, Comparison::more, k_overdue)}, segment);
  if (std::isnan(population.median(gaps_away))) return "Look at the figures before deciding what to do.";
  if (late >= k_claim_share) return "Most are overdue by their own rhythm: try one win-back, and mail rarely after it.";
  if (late <= 1.0 - k_claim_share) return "Most keep their usual pace: general campaigns are enough.";
  return grouped(100.0 * late, 0) + " % are overdue by their own rhythm: write to those first.";
}

}  // namespace

Description plain_description(const Population& population, std::size_t segment, double share) {
  const std::vector<double> orders = sorted_values(population, segment, frequency);
  const std::vector<double> recency = sorted_values(population, segment, recency_days);
  const std::vector<double> spend = sorted_values(population, segment, total_spend);
  Description found;
  for (int percent = 10; percent >= 0; --percent) {
    const double tail = 0.01 * percent;
    const Part parts[] = {orders_part(population, range_at(orders, tail)), recency_part(range_at(recency, tail)),
                          spend_part(population, range_at(spend, tail))};
    found.name = join({parts[0].text, parts[1].text, parts[2].text}, ", ");
    found.claim.clear();
    for (const Part& part : parts) found.claim.insert(found.claim.end(), part.claim.begin(), part.claim.end());
    found.share = share_meeting(population, found.claim, segment);
    if (found.share >= share) break;
  }
  found.advice = advice_for(population, segment);
  return found;
}

}  // namespace shoal::detail
