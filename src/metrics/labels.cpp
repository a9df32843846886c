#include "metrics/labels.hpp"

#include <algorithm>
#include <string>

#include "base/weights.hpp"
#include "shoal/clustering.hpp"
#include "shoal/error.hpp"
#include "shoal/text.hpp"

namespace shoal::metrics {

std::vector<std::int64_t> cluster_sizes(std::span<const std::int32_t> labels, std::int64_t k, std::int64_t rows) {
  if (std::ssize(labels) != rows) {
    throw Error(ErrorCode::data, grouped(std::ssize(labels)) + " labels for " + grouped(rows) + " rows",
                "give one label a row, in the order of the rows");
  }
  return shoal::cluster_sizes(labels, k);
}

std::int64_t at_least_two(std::span<const double> sizes, std::string_view measure) {
  const auto used = std::count_if(sizes.begin(), sizes.end(), [](double size) { return size > 0.0; });
  if (used < 2) {
    throw Error(ErrorCode::data,
                "the " + std::string(measure) + " compares clusters, and only " + std::to_string(used) +
                    (used == 1 ? " has members" : " have members"),
                "use at least two clusters");
  }
  return used;
}

std::span<const double> checked_weights(std::span<const double> weights, std::int64_t rows) {
  require_one_a_row(weights, rows);
  require_weights(weights);
  return weights;
}

std::span<const double> checked_counts(std::span<const double> weights, std::int64_t rows, std::string_view measure) {
  checked_weights(weights, rows);
  if (are_counts(weights)) return weights;
  throw Error(ErrorCode::data, "the " + std::string(measure) + " counts rows, and the weights are no numbers of rows",
              "give whole weights (1, 2, 3 ...) with a sum of at most 2^53, or leave the measure out", "weights");
}

}  // namespace shoal::metrics
