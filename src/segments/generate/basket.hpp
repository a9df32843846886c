// What lies in one order of the sample shop.
#pragma once

#include <cstdint>
#include <vector>

#include "segments/generate/catalogue.hpp"
#include "segments/generate/customers.hpp"
#include "segments/generate/draws.hpp"

namespace shoal::generate {

struct Line {
  std::int32_t item = 0;  ///< into the catalogue
  std::int64_t quantity = 0;
  std::int64_t pence = 0;  ///< price of one
};

/// Lines of different items that add up to about `value` pounds, bought the way of the customer.
std::vector<Line> fill_basket(const std::vector<Item>& items, const Customer& customer, double value, Draws& draws);

}  // namespace shoal::generate
