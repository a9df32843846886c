// What a reader of segments should be warned of.
#pragma once

#include <string>
#include <vector>

#include "segments/population.hpp"
#include "shoal/segments.hpp"

namespace shoal::detail {

/// Giants (a few customers with a fifth of the revenue), segments below the minimum size (marked `small` by now), and
/// rules that fit badly.
std::vector<std::string> segment_warnings(const Population& population, const Segmentation& result,
                                          const SegmentOptions& options);

}  // namespace shoal::detail
