// Whether rows are compared with the centroids around their own one before a full search.
#pragma once

#include <cstdint>

#include "cpu/fit/bound_switch.hpp"

namespace shoal::cpu {

/// What comparisons with neighbourhoods did in one pass.
struct NeighbourCount {
  std::int64_t rows = 0;     ///< rows compared
  std::int64_t settled = 0;  ///< of these, rows that needed no full search
  std::int64_t groups = 0;   ///< groups of centroids that they were compared with

  void add(const NeighbourCount& more) {
    rows += more.rows;
    settled += more.settled;
    groups += more.groups;
  }
};

/// Costs of neighbourhoods (neighbourhoods.hpp). The unit is one distance of a row to one centroid.
struct NeighbourCosts {
  double row;    ///< of a row that is compared with its neighbourhood
  double group;  ///< of each group that it is compared with
  double list;   ///< of each centroid that is looked at to make a list

  double of(const NeighbourCount& count) const {
    return row * static_cast<double>(count.rows) + group * static_cast<double>(count.groups);
  }
};

/// On until a pass costs more than the full searches that it spared. Then it is tried again later (Backoff), on one step
/// of rows in sixteen.
class NeighbourSwitch {
 public:
  /// Whether the rows of the step with this number are compared with their neighbourhoods.
  bool takes(std::int64_t step) const { return on_ || (on_trial_ && step % Backoff::k_trial_stride == 0); }
  /// Decides about the next pass. full_search: the cost of comparing a row with all centroids.
  void next_pass(BoundSwitch::Policy policy, double full_search, const NeighbourCosts& costs);
  /// Takes what the pass counted.
  void count(const NeighbourCount& counted) { counted_ = counted; }

 private:
  bool on_ = true, on_trial_ = false;
  Backoff backoff_;
  NeighbourCount counted_;
};

}  // namespace shoal::cpu
