// The order of customer ids.
#pragma once

#include <cstdint>
#include <vector>

#include "shoal/transactions.hpp"

namespace shoal::detail {

/// Sorts the indices by the text they stand for: as numbers when all of those texts are digits (of any length), else
/// byte by byte.
void sort_by_id(std::vector<std::int32_t>& indices, const Texts& texts);

}  // namespace shoal::detail
