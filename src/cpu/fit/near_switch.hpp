// Whether rows are compared with the centroids around their own before all others.
#pragma once

#include <cstdint>

#include "cpu/fit/bound_switch.hpp"

namespace shoal::cpu {

/// What was done with neighbourhoods.
struct NearCount {
  std::int64_t rows = 0, settled = 0, groups = 0;

  void add(const NearCount& more) {
    rows += more.rows;
    settled += more.settled;
    groups += more.groups;
  }
};

/// Costs of neighbourhoods (neighbourhoods.hpp), counted in distances of a row to one centroid.
struct NearCosts {
  double row;    ///< a row that is compared with its neighbourhood
  double group;  ///< each group of it
  double list;   ///< each centroid that is looked at for a list

  double of(const NearCount& count) const {
    return row * static_cast<double>(count.rows) + group * static_cast<double>(count.groups);
  }
};

/// On until a pass counts more work than it spared; then tried on one step of rows in sixteen after twice as many
/// passes as the last time.
class NearSwitch {
 public:
  bool takes(std::int64_t step) const { return on_ || (on_trial_ && step % Backoff::k_trial_stride == 0); }
  /// Decides about the next pass; `search`: the cost of a search of all centroids.
  void next_pass(BoundSwitch::Policy policy, double search, const NearCosts& costs);
  void count(const NearCount& counted) { counted_ = counted; }

 private:
  bool on_ = true, on_trial_ = false;
  Backoff backoff_;
  NearCount counted_;
};

}  // namespace shoal::cpu
