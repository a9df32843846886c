// What the data of a training looked like, stored with the model: what later data are compared with.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "shoal/table.hpp"

namespace shoal {

/// The distribution of one input as it came, before preparation, in bins between deciles.
struct InputReference {
  std::string name;
  std::int64_t missing = 0;          ///< rows without a value
  double mean = 0.0, deviation = 0;  ///< of the values that there are; population standard deviation
  std::vector<double> edges;         ///< distinct deciles, ascending, at most 11: smallest, ..., largest value
  /// One fewer than edges: the rows with edges[b] <= x < edges[b + 1], in the last bin also those equal to its upper edge. One
  /// bin for an input of a single value, whose two edges are equal.
  std::vector<std::int64_t> counts;

  bool operator==(const InputReference&) const = default;
};

/// Distances of rows to their cluster, in the prepared space.
struct DistanceReference {
  std::vector<double> quantiles;  ///< 101: of 0 %, 1 % ... 100 % of the rows (linear interpolation)
  double mean_square = 0.0;

  bool operator==(const DistanceReference&) const = default;
};

/// Made of a sample of the training rows: rows that a drop step left out of the fit are in it, as they will be among those
/// that are scored.
struct Reference {
  std::int64_t rows = 0;     ///< of the training table; the sum of its weights where they are whole numbers
  std::int64_t sampled = 0;  ///< rows that the counts are of
  std::vector<InputReference> inputs;
  DistanceReference distance;
  std::vector<double> shares;  ///< of each cluster among the sampled rows
  /// First and last day of the transactions (ISO dates), empty for a table: other spans of time give other customers.
  std::string first_date, last_date;

  bool empty() const { return inputs.empty(); }
  bool operator==(const Reference&) const = default;
};

/// The rows of a training table that its reference is made of: all of them, or a random choice of as many as make 4 million
/// values (at least 1,000 and at most 65,536 rows), in the order of the table. The choice depends on seed and shape alone. O(n).
/// With `weights` (n, or empty) a row of weight 3 counts as three rows: each is in the sample in proportion to its weight, to the
/// nearest whole number above or below; whole weights whose sum is small enough repeat each row as often as they say.
FeatureTable reference_sample(const FeatureTable& table, std::uint64_t seed, std::span<const double> weights = {});

/// Describes the inputs of a sample. O(n d log n).
std::vector<InputReference> describe_inputs(const FeatureTable& sample);
/// Describes distances; at least one. O(n log n).
DistanceReference describe_distances(std::vector<double> distances);

}  // namespace shoal
