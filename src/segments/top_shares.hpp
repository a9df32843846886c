// Where a segment's customers live and what they buy.
#pragma once

#include <vector>

#include "segments/population.hpp"
#include "shoal/segments.hpp"

namespace shoal::detail {

/// Sets the three top countries by customers (each counted at the country of the last kept line) and the three top
/// products by revenue (postage and fees left out) of every segment; columns that the file lacks leave them empty. Ties go by name.
/// O(lines + items x segments) at most.
void add_top_shares(const CustomerFeatures& customers, const Transactions& lines, const Cleaned& cleaned,
                    const Population& population, std::vector<Segment>& segments);

}  // namespace shoal::detail
