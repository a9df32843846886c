// What a segment buys more than the others.
#pragma once

#include <vector>

#include "segments/population.hpp"
#include "shoal/segments.hpp"

namespace shoal::detail {

/// Fills `favourites`: at most three products with the highest lift. A customer chooses a product by buying it once or more;
/// the lift is the product's share of all choices of the segment over its share of the choices of everyone, so that
/// neither a giant nor a segment that buys a wider range wins by that alone. Listed are products that at least k_support of
/// the members and k_fewest customers bought, with a lift of at least k_least_lift that chance does not make (k_deviations
/// standard deviations of the hypergeometric count). Codes that are no products are left out. O(lines).
void add_favourites(const CustomerFeatures& customers, const Transactions& lines, const Cleaned& cleaned,
                    const Population& population, std::vector<Segment>& segments);

inline constexpr double k_support = 0.05, k_least_lift = 1.25, k_deviations = 3.0;
inline constexpr double k_fewest = 5.0;

}  // namespace shoal::detail
