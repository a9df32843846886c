#include "segments/money.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>

#include "data/preparation/column_statistics.hpp"
#include "segments/returns.hpp"
#include "segments/rhythm.hpp"
#include "shoal/matrix.hpp"

namespace shoal::detail {
namespace {

constexpr std::int64_t k_year = std::int64_t{365} * 86400;
constexpr std::array<std::size_t, 3> k_spread_columns = {recency_days, frequency, total_spend};

/// Months since the year 0 of the Gregorian calendar.
std::int64_t month_of(std::int64_t seconds) {
  using namespace std::chrono;
  const year_month_day date(floor<days>(sys_seconds(std::chrono::seconds(seconds))));
  return std::int64_t{12} * static_cast<int>(date.year()) + static_cast<unsigned>(date.month()) - 1;
}

std::string month_text(std::int64_t month) { return fmt::format("{:04}-{:02}", month / 12, month % 12 + 1); }

/// What each receipt brings or takes back: the values of its lines as total_spend counts them.
class ReceiptValue {
 public:
  ReceiptValue(const CustomerFeatures& customers, const Transactions& lines, const Cleaned& cleaned)
      : net_(customers.returns == Returns::net), lines_(lines), cleaned_(cleaned), came_back_(lines, cleaned) {}

  double operator()(std::size_t receipt) const {
    const LineRange range = lines_.lines_of(receipt);
    double value = 0.0;
    for (std::size_t line = range.begin; line < range.end; ++line) {
      if (cleaned_.state[line] == LineState::kept || (net_ && came_back_(line))) value += lines_.kind_of(line).value();
    }
    return value;
  }

 private:
  bool net_;
  const Transactions& lines_;
  const Cleaned& cleaned_;
  ReturnLines came_back_;
};

/// A receipt that counts: its row of the table, its month and its value.
struct Payment {
  std::int32_t row;
  std::int64_t month;
  double value;
  bool last_year;
};

std::vector<Payment> payments(const CustomerFeatures& customers, const Transactions& lines, const Cleaned& cleaned,
                              const Population& population) {
  const ReceiptValue value_of(customers, lines, cleaned);
  std::vector<Payment> found;
  for (std::size_t r = 0; r < lines.receipts.size(); ++r) {
    const Receipt& receipt = lines.receipts[r];
    const std::int32_t row =
        receipt.customer < 0 ? -1 : customers.customer_row[static_cast<std::size_t>(receipt.customer)];
    if (row < 0 || population.label(row) < 0) continue;
    const double value = value_of(r);
    if (value == 0.0) continue;
    found.push_back({row, month_of(receipt.time), value, receipt.time > customers.as_of - k_year});
  }
  return found;
}

void add_months(const std::vector<Payment>& payments, const Population& population, std::vector<std::string>& months,
                std::vector<Segment>& segments) {
  const auto [first, last] = std::ranges::minmax_element(payments, {}, &Payment::month);
  if (first == payments.end() || last->month - first->month >= k_most_months) return;
  for (std::int64_t month = first->month; month <= last->month; ++month) months.push_back(month_text(month));
  for (Segment& segment : segments) segment.revenue_by_month.assign(months.size(), 0.0);
  for (const Payment& payment : payments) {
    Segment& segment = segments[static_cast<std::size_t>(population.label(payment.row))];
    segment.revenue_by_month[static_cast<std::size_t>(payment.month - first->month)] += payment.value;
  }
}

}  // namespace

void add_spread(const Population& population, std::vector<Segment>& segments) {
  for (std::size_t s = 0; s < segments.size(); ++s) {
    double orders = 0.0;
    for (const std::int64_t row : population.members(s)) orders += population.value(row, frequency);
    if (orders > 0.0) segments[s].average_order = segments[s].revenue / orders;
    for (const std::size_t column : k_spread_columns) {
      std::vector<double> values;
      for (const std::int64_t row : population.members(s)) values.push_back(population.value(row, column));
      if (values.empty()) continue;
      std::ranges::sort(values);
      std::vector<double>& quantiles = segments[s].quantiles[k_feature_names[column]];
      for (const double q : k_quantiles) quantiles.push_back(quantile_of_sorted(values, q));
    }
  }
}

std::vector<std::string> add_revenue_over_time(const CustomerFeatures& customers, const Transactions& lines,
                                               const Cleaned& cleaned, const Population& population,
                                               std::vector<Segment>& segments) {
  const auto is_overdue = [&](std::int64_t row) { return population.value(row, gaps_away) > k_overdue; };
  for (std::size_t s = 0; s < segments.size(); ++s) {
    segments[s].overdue = std::ranges::count_if(population.members(s), is_overdue);
  }
  std::vector<std::string> months;
  if (lines.rows() == 0) return months;
  const std::vector<Payment> paid = payments(customers, lines, cleaned, population);
  add_months(paid, population, months, segments);
  for (const Payment& payment : paid) {
    if (!payment.last_year) continue;
    Segment& segment = segments[static_cast<std::size_t>(population.label(payment.row))];
    segment.revenue_last_year += payment.value;
    if (is_overdue(payment.row)) segment.revenue_at_risk += payment.value;
  }
  return months;
}

}  // namespace shoal::detail
