#include "segments/price_tiers.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <span>

namespace shoal::detail {
namespace {

constexpr int k_lowest_band = -32, k_highest_band = 63;
constexpr std::size_t k_bands = k_highest_band - k_lowest_band + 1;
constexpr std::size_t k_items_a_task = 64;

struct Offer {
  double price = 0.0;
  std::int32_t band = 0;
};

/// The most frequent price so far; candidates come in ascending price, so `>=` leaves ties with the higher one.
struct Mode {
  std::int64_t lines = 0;
  double price = 0.0;
  void offer(double candidate, std::int64_t count) {
    if (count < lines) return;
    lines = count;
    price = candidate;
  }
};

struct UsualPrices {
  Mode item;
  std::array<Mode, k_bands> bands;
};

/// Modes of the item and of each of its bands, from its offers sorted by price, then band.
UsualPrices usual_prices(const std::vector<Offer>& offers) {
  UsualPrices usual;
  for (std::size_t i = 0; i < offers.size();) {
    const double price = offers[i].price;
    const std::size_t first = i;
    while (i < offers.size() && offers[i].price == price) {
      const std::size_t first_of_band = i;
      const std::int32_t band = offers[i].band;
      while (i < offers.size() && offers[i].price == price && offers[i].band == band) ++i;
      usual.bands[static_cast<std::size_t>(band - k_lowest_band)].offer(price,
                                                                        static_cast<std::int64_t>(i - first_of_band));
    }
    usual.item.offer(price, static_cast<std::int64_t>(i - first));
  }
  return usual;
}

bool comparable(const Transactions& lines, std::size_t line) {
  return lines.quantity[line] > 0.0 && lines.unit_price[line] > 0.0;
}

/// Sets the flags of one item's lines; `offers` is working memory.
void flag_item(const Transactions& lines, std::span<const std::int64_t> numbers, std::vector<Offer>& offers,
               std::vector<PriceFlags>& flags) {
  offers.clear();
  for (const std::int64_t number : numbers) {
    const auto line = static_cast<std::size_t>(number);
    if (comparable(lines, line)) offers.push_back({lines.unit_price[line], quantity_band(lines.quantity[line])});
  }
  if (offers.empty()) return;
  std::sort(offers.begin(), offers.end(),
            [](const Offer& a, const Offer& b) { return a.price != b.price ? a.price < b.price : a.band < b.band; });
  const UsualPrices usual = usual_prices(offers);
  for (const std::int64_t number : numbers) {
    const auto line = static_cast<std::size_t>(number);
    if (!comparable(lines, line)) continue;
    const auto band = static_cast<std::size_t>(quantity_band(lines.quantity[line]) - k_lowest_band);
    flags[line].below_item = lines.unit_price[line] <= k_below * usual.item.price;
    flags[line].below_band = lines.unit_price[line] <= k_below * usual.bands[band].price;
  }
}

}  // namespace

int quantity_band(double quantity) { return std::clamp(std::ilogb(quantity), k_lowest_band, k_highest_band); }

std::vector<PriceFlags> price_flags(ThreadPool& threads, const Transactions& lines, const LineGroups& by_item) {
  std::vector<PriceFlags> flags(static_cast<std::size_t>(lines.rows()));
  const std::size_t tasks = (by_item.size() + k_items_a_task - 1) / k_items_a_task;
  threads.run(static_cast<std::int64_t>(tasks), [&](std::int64_t task, int) {
    const std::size_t first = static_cast<std::size_t>(task) * k_items_a_task;
    std::vector<Offer> offers;
    for (std::size_t item = first; item < std::min(first + k_items_a_task, by_item.size()); ++item) {
      flag_item(lines, by_item[item], offers, flags);
    }
  });
  return flags;
}

}  // namespace shoal::detail
