#include "cpu/fit/bound_switch.hpp"

#include <algorithm>

namespace shoal::cpu {

void BoundSwitch::count(std::int64_t rows, double pruned) {
  passed_ = true;
  rows_ += rows;
  pruned_ += pruned;
  pruned_in_all_ += pruned;
}

double BoundSwitch::gain(std::int64_t k, const BoundCosts& costs) const {
  const double searched = 1.0 - pruned_ / static_cast<double>(std::max<std::int64_t>(1, rows_));
  const double all = static_cast<double>(k);
  return all - costs.test - searched * (all + costs.search);
}

bool BoundSwitch::pays(std::int64_t k, const BoundCosts& costs) const {
  if (!on_trial_) return gain(k, costs) > 0.0;
  // A fit often takes as many passes again as it has taken so far: these must win back the cost of the first bounds.
  return static_cast<double>(passes_) * gain(k, costs) > costs.test + costs.search;
}

void BoundSwitch::choose(BoundMode mode, bool on_trial) {
  mode_ = mode;
  on_trial_ = on_trial;
}

void BoundSwitch::choose_next(std::int64_t k, const BoundCosts& costs) {
  if (policy == Policy::never) return;
  // A pass that records spares searches too, where neighbourhoods settle rows.
  if (mode_ == BoundMode::record) return choose(BoundMode::prune, on_trial_ && !pays(k, costs));
  if (policy == Policy::always) return choose(mode_ == BoundMode::plain ? BoundMode::record : BoundMode::prune, false);
  if (mode_ == BoundMode::prune) {
    if (pays(k, costs)) return choose(on_trial_ ? BoundMode::record : BoundMode::prune, false);
    backoff_.failed();
    return choose(BoundMode::plain, false);
  }
  // With so few centroids bounds would not pay even if they proved every row.
  const bool hopeless = costs.test >= static_cast<double>(k);
  if (passed_) backoff_.wait();
  if (hopeless || !backoff_.due()) return;
  trial_stride_ = Backoff::k_trial_stride *
                  static_cast<std::int64_t>(std::max(1.0, 0.5 + 0.5 * costs.search / static_cast<double>(k)));
  choose(BoundMode::record, true);
}

void BoundSwitch::next_pass(std::int64_t k, const BoundCosts& costs) {
  passes_ += passed_ ? 1 : 0;
  choose_next(k, costs);
  passed_ = false;
  rows_ = 0;
  pruned_ = 0.0;
}

}  // namespace shoal::cpu
