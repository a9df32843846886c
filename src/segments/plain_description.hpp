// A segment that no name fits, described by what its members have in common.
#pragma once

#include <cstddef>
#include <string>

#include "segments/claims.hpp"

namespace shoal::detail {

struct Description {
  std::string name;    ///< "2-4 orders, last 3-6 months ago, 500-1,500"
  std::string advice;  ///< by how many members are overdue
  Claim claim;         ///< what the name says
  double share = 0.0;  ///< of the members, for whom all of it holds
};

/// The narrowest ranges of orders, recency and spend, from equal quantiles of the members on both sides and rounded
/// outwards, that hold together for `share` of them. Ends that most customers of the shop do not pass are left open.
/// O(members log members).
Description plain_description(const Population& population, std::size_t segment, double share);

}  // namespace shoal::detail
