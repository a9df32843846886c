// What the sample shop sells.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace shoal::generate {

struct Item {
  std::string code;
  std::string description;
  std::int64_t pence = 0;  ///< list price of one
};

/// Quantities from which a line gets the wholesale prices.
inline constexpr std::int64_t k_case = 24, k_pallet = 96;

/// The shop's items, the most popular first. The same for the same seed.
std::vector<Item> make_catalogue(std::uint64_t seed);

/// Price of one, in pence, on a line of `quantity` pieces: 20 % off from a case, 30 % off from a pallet.
std::int64_t tier_price(const Item& item, std::int64_t quantity);

/// The same in a sale: another quarter off.
std::int64_t sale_price(const Item& item, std::int64_t quantity);

}  // namespace shoal::generate
