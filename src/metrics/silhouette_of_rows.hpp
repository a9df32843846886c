// Silhouettes of some rows.
#pragma once

#include <cstdint>
#include <span>

#include "shoal/metrics.hpp"

namespace shoal::metrics {

/// The silhouette of the given rows among themselves, where a row may be given several times. Errors as silhouette().
Silhouette silhouette_of_rows(Context& context, const Points& points, std::span<const std::int32_t> labels,
                              std::int64_t k, std::span<const std::int64_t> rows);

}  // namespace shoal::metrics
