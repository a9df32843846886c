// What a segment looks like in figures.
#pragma once

#include "segments/population.hpp"
#include "shoal/segments.hpp"

namespace shoal::detail {

/// Sizes, shares, medians, means and return share of every segment, all else empty. O(n) per column.
/// Error{data} when the revenue overflows.
std::vector<Segment> segment_profiles(const Population& population);

}  // namespace shoal::detail
