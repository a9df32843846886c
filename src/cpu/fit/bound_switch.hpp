// When bounds are used: where they pay, by the share of rows that they are measured to prove.
#pragma once

#include <algorithm>
#include <cstdint>

#include "cpu/fit/backoff.hpp"

namespace shoal::cpu {

enum class BoundMode : std::uint8_t {
  plain,   ///< every row is searched, bounds go stale
  record,  ///< every row is searched and gets a bound
  prune    ///< only rows whose bound does not prove their label are searched
};

/// Costs of a row, counted in distances to one centroid.
struct BoundCosts {
  double own;     ///< what a row costs that is not searched beyond what every row costs
  double search;  ///< what a search costs more where it makes a bound
};

/// Tries bounds after one pass, then, so long as they do not pay, after twice as many passes as the last time, at most
/// eight (Backoff). A trial takes two passes, and one step of rows in sixteen, or in more where searches that make bounds
/// are dear: the others are searched plainly. Where it says that bounds will have paid after as many passes as there
/// were, all rows get them. Counts decide, not clocks; the labels do not depend on it.
class BoundSwitch {
 public:
  enum class Policy : std::uint8_t { measured, never, always };

  BoundMode mode() const { return mode_; }
  /// Whether only some steps are of the mode, and whether the one with this number is; the others are plain.
  bool on_trial() const { return on_trial_; }
  bool takes(std::int64_t step) const { return !on_trial_ || step % trial_stride_ == 0; }
  /// What the pass may spend beside its searches, in passes: a trial at most an eighth of those that there were.
  double budget() const { return on_trial_ ? std::min(1.0, static_cast<double>(passes_) / 8.0) : 1.0; }
  /// Decides about the next pass from what the last one counted.
  void next_pass(std::int64_t k, const BoundCosts& costs);
  /// Rows of steps of the mode, and how many searches were spared there; a part of a search counts as its share.
  void count(std::int64_t rows, double pruned);

  Policy policy = Policy::measured;
  /// Searches spared in all passes so far.
  double pruned() const { return pruned_in_all_; }

 private:
  /// What bounds save a row, on average.
  double gain(std::int64_t k, const BoundCosts& costs) const;
  bool pays(std::int64_t k, const BoundCosts& costs) const;
  void choose(BoundMode mode, bool on_trial);
  void choose_next(std::int64_t k, const BoundCosts& costs);

  BoundMode mode_ = BoundMode::plain;
  bool on_trial_ = false;
  Backoff backoff_;
  std::int64_t trial_stride_ = Backoff::k_trial_stride;  ///< steps of rows, one of which is tried
  std::int64_t passes_ = 0;
  bool passed_ = false;  ///< a pass was counted since the last choice
  std::int64_t rows_ = 0;
  double pruned_ = 0.0, pruned_in_all_ = 0.0;
};

}  // namespace shoal::cpu
