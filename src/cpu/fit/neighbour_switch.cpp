#include "cpu/fit/neighbour_switch.hpp"

namespace shoal::cpu {

void NeighbourSwitch::next_pass(BoundSwitch::Policy policy, double full_search, const NeighbourCosts& costs) {
  const NeighbourCount last = counted_;
  counted_ = {};
  if (policy == BoundSwitch::Policy::always) return;
  if (full_search <= costs.row + costs.group) {
    on_ = on_trial_ = false;
    return;
  }
  if (last.rows > 0) {
    on_ = costs.of(last) < full_search * static_cast<double>(last.settled);
    on_trial_ = false;
    if (!on_) backoff_.failed();
  } else if (!on_) {
    backoff_.wait();
    on_trial_ = backoff_.due();
  }
}

}  // namespace shoal::cpu
