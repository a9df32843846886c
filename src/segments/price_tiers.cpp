#include "segments/price_tiers.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <span>
#include <tuple>

namespace shoal::detail {
namespace {

constexpr int k_lowest_band = -32, k_highest_band = 63;
constexpr std::size_t k_bands = k_highest_band - k_lowest_band + 1;

/// A kind of line that can be compared with others of its item.
struct Offer {
  std::int32_t item = -1;
  double price = 0.0;
  std::int32_t band = 0;
  std::int64_t lines = 0;  ///< kept ones
  std::size_t kind = 0;
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
UsualPrices usual_prices(std::span<const Offer> offers) {
  UsualPrices usual;
  for (std::size_t i = 0; i < offers.size();) {
    const double price = offers[i].price;
    std::int64_t of_price = 0;
    while (i < offers.size() && offers[i].price == price) {
      const std::int32_t band = offers[i].band;
      std::int64_t of_band = 0;
      for (; i < offers.size() && offers[i].price == price && offers[i].band == band; ++i) of_band += offers[i].lines;
      usual.bands[static_cast<std::size_t>(band - k_lowest_band)].offer(price, of_band);
      of_price += of_band;
    }
    usual.item.offer(price, of_price);
  }
  return usual;
}

/// Sorted by item, price and band.
std::vector<Offer> make_offers(const Transactions& lines, const Cleaned& cleaned) {
  std::vector<std::int64_t> kept(lines.kinds.size(), 0);
  for (std::size_t line = 0; line < cleaned.state.size(); ++line) {
    if (cleaned.state[line] == LineState::kept) ++kept[static_cast<std::size_t>(lines.kind[line])];
  }
  std::vector<Offer> offers;
  for (std::size_t i = 0; i < kept.size(); ++i) {
    const LineKind& kind = lines.kinds[i];
    if (kept[i] == 0 || kind.item < 0 || !(kind.quantity > 0.0) || !(kind.unit_price > 0.0)) continue;
    offers.push_back({kind.item, kind.unit_price, quantity_band(kind.quantity), kept[i], i});
  }
  std::sort(offers.begin(), offers.end(), [](const Offer& a, const Offer& b) {
    return std::tie(a.item, a.price, a.band) < std::tie(b.item, b.price, b.band);
  });
  return offers;
}

}  // namespace

int quantity_band(double quantity) { return std::clamp(std::ilogb(quantity), k_lowest_band, k_highest_band); }

std::vector<PriceFlags> price_flags(const Transactions& lines, const Cleaned& cleaned) {
  std::vector<PriceFlags> flags(lines.kinds.size());
  const std::vector<Offer> offers = make_offers(lines, cleaned);
  for (auto first = offers.begin(); first != offers.end();) {
    const auto last = std::find_if(first, offers.end(), [&](const Offer& offer) { return offer.item != first->item; });
    const UsualPrices usual = usual_prices({first, last});
    for (; first != last; ++first) {
      const Mode& band = usual.bands[static_cast<std::size_t>(first->band - k_lowest_band)];
      flags[first->kind].below_item = first->price <= k_below * usual.item.price;
      flags[first->kind].below_band = first->price <= k_below * band.price;
    }
  }
  return flags;
}

}  // namespace shoal::detail
