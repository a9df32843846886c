// The customers of the sample shop: which segment they were planted in, when they order and for how much.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "shoal/threads.hpp"

namespace shoal::generate {

/// The sample year: orders are taken on its days, the last one being day k_days - 1.
inline constexpr std::int64_t k_days = 374;
inline constexpr std::int64_t k_first_day = 1733011200;  ///< 2024-12-01 00:00:00, seconds since 1970
inline constexpr std::int64_t k_day_seconds = 86400;

struct Customer {
  std::int64_t id = 0;
  std::int32_t segment = 0;  ///< into segment_titles()
  std::int32_t country = 0;  ///< into country_names()
  bool wholesale = false;    ///< buys by the case
  bool bargain = false;      ///< waits for sales
  bool returner = false;     ///< sends much of it back
};

struct Order {
  std::int64_t time = 0;       ///< seconds since 1970
  std::int64_t customer = -1;  ///< row of the customer
  double value = 0.0;          ///< pounds that its lines should add up to
};

/// Names of the planted segments, for the truth file.
std::string_view segment_title(std::int32_t segment);
std::string_view country_name(std::int32_t country);

/// `count` customers with ascending ids, and all their orders in order of time. Error{cancelled}.
struct Demand {
  std::vector<Customer> customers;
  std::vector<Order> orders;
};
Demand make_demand(std::int64_t count, std::uint64_t seed, const Cancellation* cancellation);

}  // namespace shoal::generate
