#include "segments/generate/customers.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "segments/generate/draws.hpp"

namespace shoal::generate {
namespace {

/// A planted segment. Each figure is a median with the spread of its logarithm (see Draws::around).
struct Planted {
  std::string_view title;
  double share;
  double recency, recency_spread;  ///< days
  double orders, orders_spread;
  double basket, basket_spread;  ///< pounds an order
  double wholesale, bargain;     ///< share of its customers
};

// The medians lie far enough apart in log recency, log orders and log spend that k-means finds the five again, and
// near enough that no four or three of them look like the better answer.
constexpr std::array<Planted, 5> k_planted = {{
    {"champions", 0.13, 6, 0.30, 19, 0.20, 320, 0.25, 0.15, 0.0},
    {"loyal", 0.24, 24, 0.28, 7, 0.18, 200, 0.25, 0.02, 0.10},
    {"new", 0.17, 9, 0.35, 1, 0.25, 190, 0.35, 0.0, 0.0},
    {"at_risk", 0.19, 210, 0.16, 6.5, 0.18, 230, 0.25, 0.02, 0.10},
    {"hibernating", 0.27, 240, 0.22, 1, 0.22, 58, 0.40, 0.0, 0.0},
}};
constexpr double k_returners = 0.03;

struct Country {
  std::string_view name;
  double share;
};
constexpr std::array<Country, 12> k_countries = {{
    {"United Kingdom", 0.82},
    {"Germany", 0.04},
    {"France", 0.035},
    {"Ireland", 0.025},
    {"Spain", 0.02},
    {"Netherlands", 0.015},
    {"Belgium", 0.012},
    {"Portugal", 0.01},
    {"Switzerland", 0.008},
    {"Norway", 0.006},
    {"Korea, Republic of", 0.005},
    {"Australia", 0.004},
}};

template <class Table>
std::int32_t draw_by_share(const Table& table, Draws& draws) {
  double left = draws.unit();
  for (std::size_t i = 0; i + 1 < table.size(); ++i) {
    left -= table[i].share;
    if (left < 0.0) return static_cast<std::int32_t>(i);
  }
  return static_cast<std::int32_t>(table.size() - 1);
}

Customer draw_customer(std::int64_t row, Draws& draws) {
  Customer customer;
  customer.id = 12346 + row;
  customer.segment = draw_by_share(k_planted, draws);
  customer.country = draw_by_share(k_countries, draws);
  const Planted& planted = k_planted[static_cast<std::size_t>(customer.segment)];
  customer.wholesale = draws.chance(planted.wholesale);
  customer.bargain = !customer.wholesale && draws.chance(planted.bargain);
  customer.returner = draws.chance(k_returners);
  return customer;
}

/// A moment on `day` while the shop is open, on the minute.
std::int64_t opening_time(std::int64_t day, Draws& draws) {
  return k_first_day + day * k_day_seconds + (8 * 60 + draws.below(10 * 60)) * 60;
}

void draw_orders(std::int64_t row, const Customer& customer, Draws& draws, std::vector<Order>& orders) {
  const Planted& planted = k_planted[static_cast<std::size_t>(customer.segment)];
  const auto recency = static_cast<std::int64_t>(std::llround(draws.around(planted.recency, planted.recency_spread)));
  const std::int64_t last_day = k_days - std::clamp<std::int64_t>(recency, 1, k_days);
  const auto count = std::max<std::int64_t>(1, std::llround(draws.around(planted.orders, planted.orders_spread)));
  const double basket = draws.around(planted.basket, planted.basket_spread);
  // Regular customers have bought since early in the year; one with few orders is new when the last of them was.
  const std::int64_t first_day = count > 3 ? last_day / 6 : std::max<std::int64_t>(0, last_day - 10 * count);
  for (std::int64_t i = 0; i < count; ++i) {
    const std::int64_t day = i == 0 ? last_day : first_day + draws.below(last_day - first_day + 1);
    const double value = basket * (0.7 + 0.6 * draws.unit());
    orders.push_back({opening_time(day, draws), row, value});
  }
}

}  // namespace

std::string_view segment_title(std::int32_t segment) { return k_planted[static_cast<std::size_t>(segment)].title; }
std::string_view country_name(std::int32_t country) { return k_countries[static_cast<std::size_t>(country)].name; }

Demand make_demand(std::int64_t count, std::uint64_t seed, const Cancellation* cancellation) {
  Demand demand;
  demand.customers.reserve(static_cast<std::size_t>(count));
  for (std::int64_t row = 0; row < count; ++row) {
    if (cancellation != nullptr) cancellation->check();
    Draws draws(seed, (std::uint64_t{1} << 40) + static_cast<std::uint64_t>(row));
    demand.customers.push_back(draw_customer(row, draws));
    draw_orders(row, demand.customers.back(), draws, demand.orders);
  }
  std::stable_sort(demand.orders.begin(), demand.orders.end(),
                   [](const Order& a, const Order& b) { return a.time < b.time; });
  return demand;
}

}  // namespace shoal::generate
