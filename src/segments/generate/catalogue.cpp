#include "segments/generate/catalogue.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "segments/generate/draws.hpp"

namespace shoal::generate {
namespace {

struct Product {
  std::string_view name;
  std::int64_t pence;  ///< of its plainest form
};

// Commas, quotes and pound signs on purpose: a reader has to get them right.
constexpr std::array<Product, 30> k_products = {{
    {"CUSHION COVER", 795},
    {"TABLE LAMP", 2495},
    {"WOOL THROW", 3195},
    {"MUG", 425},
    {"SET OF 6 TEASPOONS", 625},
    {"TEA TOWEL, COTTON", 375},
    {"PHOTO FRAME, 10\"X8\"", 695},
    {"WALL CLOCK", 1850},
    {"LUNCH BOX, LARGE", 495},
    {"LUNCH BOX, SMALL", 365},
    {"DOORMAT", 1395},
    {"CAKE STAND, 3 TIER", 2150},
    {"STORAGE JAR", 545},
    {"WATERING CAN", 1125},
    {"BIRD FEEDER", 895},
    {"CANDLE HOLDER", 325},
    {"SCENTED CANDLE", 785},
    {"GLASS VASE", 1295},
    {"SERVING TRAY", 1095},
    {"APRON", 995},
    {"NOTEBOOK, A5", 285},
    {"GIFT WRAP, 5M", 245},
    {"PICNIC BASKET", 4250},
    {"DESK TIDY", 1175},
    {"COAT HOOKS, SET OF 4", 1475},
    {"BUNTING, \"PARTY TIME\"", 645},
    {"PLANT POT", 525},
    {"COASTERS, SET OF 4", 415},
    {"HOT WATER BOTTLE", 1245},
    {"BATH TOWEL", 1645},
}};

constexpr std::array<std::string_view, 18> k_designs = {
    "RED SPOTTY", "BLUE STRIPE",  "IVORY",         "VINTAGE ROSE",   "SAGE GREEN",    "WILD FLOWER",
    "COASTAL",    "SKETCHED FOX", "NATURAL LINEN", "MIDNIGHT",       "PAISLEY",       "CHARCOAL",
    "LEMON",      "\"HOME\"",     "BLUSH PINK",    "BEES & BLOSSOM", "WINTER FOREST", "RETRO KITCHEN"};

std::string item_code(std::size_t number) {
  std::string code = std::to_string(20001 + 7 * number);
  if (number % 9 == 4) code += static_cast<char>('A' + number % 5);
  return code;
}

}  // namespace

std::vector<Item> make_catalogue(std::uint64_t seed) {
  Draws draws(seed, 0);
  std::vector<Item> items;
  for (const Product& product : k_products) {
    for (const std::string_view design : k_designs) {
      std::string description = std::string(design) + " " + std::string(product.name);
      if (draws.chance(0.1)) description += ' ';  // shops do have such names
      const double price = static_cast<double>(product.pence) * (0.85 + 0.3 * draws.unit());
      items.push_back({"", std::move(description), (static_cast<std::int64_t>(price) / 10) * 10 + 5});
    }
  }
  for (const int pounds : {5, 10, 20, 50}) {
    items.push_back({"", "GIFT CARD £" + std::to_string(pounds) + ", BOXED", 100 * pounds});
  }
  for (std::size_t i = items.size() - 1; i > 0; --i) {
    std::swap(items[i], items[static_cast<std::size_t>(draws.below(static_cast<std::int64_t>(i) + 1))]);
  }
  for (std::size_t i = 0; i < items.size(); ++i) items[i].code = item_code(i);
  return items;
}

std::int64_t tier_price(const Item& item, std::int64_t quantity) {
  const std::int64_t percent = quantity >= k_pallet ? 70 : quantity >= k_case ? 80 : 100;
  return std::max<std::int64_t>(1, (item.pence * percent + 50) / 100);
}

std::int64_t sale_price(const Item& item, std::int64_t quantity) {
  return std::max<std::int64_t>(1, (tier_price(item, quantity) * 75 + 50) / 100);
}

}  // namespace shoal::generate
