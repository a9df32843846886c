#include "cpu/bound_switch.hpp"

#include <algorithm>

namespace shoal::cpu {

void BoundSwitch::count(std::int64_t rows, double pruned) {
  rows_ += rows;
  pruned_ += pruned;
  pruned_in_all_ += pruned;
}

bool BoundSwitch::pays(std::int64_t k, const BoundCosts& costs) const {
  const double searched = 1.0 - pruned_ / static_cast<double>(std::max<std::int64_t>(1, rows_));
  const double all = static_cast<double>(k);
  return costs.own + searched * (all + costs.search) < all;
}

BoundMode BoundSwitch::next_mode(std::int64_t k, const BoundCosts& costs) {
  if (policy == Policy::never) return BoundMode::plain;
  if (mode_ == BoundMode::record) return BoundMode::prune;
  if (policy == Policy::always) return mode_ == BoundMode::plain ? BoundMode::record : BoundMode::prune;
  if (mode_ == BoundMode::prune) {
    if (pays(k, costs)) return BoundMode::prune;
    wait_ = std::min(k_longest_wait, 2 * wait_);
    waited_ = 0;
    return BoundMode::plain;
  }
  // With no more centroids than this, not even bounds that prove every row would pay.
  const bool hopeless = costs.own >= static_cast<double>(k);
  if (rows_ > 0) ++waited_;
  return !hopeless && waited_ >= wait_ ? BoundMode::record : BoundMode::plain;
}

void BoundSwitch::next_pass(std::int64_t k, const BoundCosts& costs) {
  mode_ = next_mode(k, costs);
  rows_ = 0;
  pruned_ = 0.0;
}

}  // namespace shoal::cpu
