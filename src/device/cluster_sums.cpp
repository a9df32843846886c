#include <algorithm>

#include "shoal/cluster_sums.hpp"
#include "shoal/error.hpp"

namespace shoal {

ClusterSums::ClusterSums(std::int64_t k, std::int64_t d)
    : k_(k), d_(d), values_(static_cast<std::size_t>(k * d + 2 * k + 2)) {}

void ClusterSums::clear() { std::fill(values_.begin(), values_.end(), Int128{0}); }

void ClusterSums::add(const ClusterSums& other) {
  if (k_ != other.k_ || d_ != other.d_) throw Error(ErrorCode::internal, "sums of different shapes were added");
  for (std::size_t i = 0; i < values_.size(); ++i) values_[i] += other.values_[i];
}

}  // namespace shoal
