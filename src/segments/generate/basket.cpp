#include "segments/generate/basket.hpp"

#include <algorithm>
#include <cmath>

namespace shoal::generate {
namespace {

constexpr double k_pounds_a_line = 62.0;
constexpr std::int64_t k_most_lines = 14, k_most_pieces = 15;  // pieces: of a customer who does not buy by the case
constexpr double k_bargain_share = 0.6, k_usual_sale_share = 0.015;  // of the lines, bought in a sale
constexpr int k_tries = 8;

std::int64_t line_count(const Customer& customer, double value, Draws& draws) {
  const double lines = value / k_pounds_a_line * (0.7 + 0.6 * draws.unit()) / (customer.wholesale ? 2.0 : 1.0);
  return std::clamp<std::int64_t>(std::llround(lines), 1, k_most_lines);
}

/// Whole cases for wholesale customers, single pieces for the others. `wanted` is what would meet the value exactly.
std::int64_t nearest_quantity(const Customer& customer, double wanted) {
  if (customer.wholesale) {
    return std::max<std::int64_t>(k_case, 12 * std::llround(wanted / 12.0));
  }
  return std::clamp<std::int64_t>(std::llround(wanted), 1, k_most_pieces);
}

bool taken(const std::vector<Line>& lines, std::int32_t item) {
  return std::any_of(lines.begin(), lines.end(), [item](const Line& line) { return line.item == item; });
}

/// The best of a few popular items: the one whose quantity comes nearest to the wanted value.
Line draw_line(const std::vector<Item>& items, const Customer& customer, double pence, const std::vector<Line>& lines,
               Draws& draws) {
  const bool sale = draws.chance(customer.bargain ? k_bargain_share : k_usual_sale_share);
  Line best;
  double best_error = -1.0;
  for (int attempt = 0; attempt < k_tries || best_error < 0.0; ++attempt) {
    const double u = draws.unit();
    const auto item = static_cast<std::int32_t>(u * u * static_cast<double>(items.size()));
    if (taken(lines, item)) continue;
    const Item& candidate = items[static_cast<std::size_t>(item)];
    const std::int64_t least = customer.wholesale ? k_case : 1;
    const auto guess = static_cast<double>(sale ? sale_price(candidate, least) : tier_price(candidate, least));
    const std::int64_t quantity = nearest_quantity(customer, pence / guess);
    const std::int64_t price = sale ? sale_price(candidate, quantity) : tier_price(candidate, quantity);
    const double error = std::abs(static_cast<double>(price * quantity) - pence);
    if (best_error < 0.0 || error < best_error) {
      best = {item, quantity, price};
      best_error = error;
    }
    if (error < 0.15 * pence) break;
  }
  return best;
}

}  // namespace

std::vector<Line> fill_basket(const std::vector<Item>& items, const Customer& customer, double value, Draws& draws) {
  std::vector<Line> lines;
  double left = 100.0 * value;
  for (std::int64_t open = line_count(customer, value, draws); open > 0; --open) {
    const double wanted = std::max(100.0, left / static_cast<double>(open));
    lines.push_back(draw_line(items, customer, wanted, lines, draws));
    left -= static_cast<double>(lines.back().pence * lines.back().quantity);
  }
  return lines;
}

}  // namespace shoal::generate
