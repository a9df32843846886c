// Checks that every measure makes of the labels it is given.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace shoal::metrics {

/// Members of each of the k clusters; -1 is left out. Error{data} when there are not `rows` labels or one is not in
/// [-1, k). O(n).
std::vector<std::int64_t> cluster_sizes(std::span<const std::int32_t> labels, std::int64_t k, std::int64_t rows);

/// Clusters that have members. Error{data} naming `measure` when there are fewer than two.
std::int64_t at_least_two(std::span<const double> sizes, std::string_view measure);

/// The weights. Error{data} for one that cannot be; Error{usage} when there is not one a row.
std::span<const double> checked_weights(std::span<const double> weights, std::int64_t rows);
/// The same for a measure that counts rows: Error{data} naming it for weights that are no counts.
std::span<const double> checked_counts(std::span<const double> weights, std::int64_t rows, std::string_view measure);

}  // namespace shoal::metrics
