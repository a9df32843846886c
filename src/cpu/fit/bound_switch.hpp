// When bounds are used: where they pay, judged by the share of rows that they are measured to prove.
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

/// What bounds cost a row, beside a plain search. The unit is one distance of a row to one centroid.
struct BoundCosts {
  double test;    ///< for every row: its distance to its own centroid, and the test of its bound
  double search;  ///< for every row that is searched: how much dearer a search is that also makes a bound
};

/// Bounds are tried after one pass and, while they do not pay, again later (Backoff). A trial takes two passes over one
/// step of rows in sixteen, or over fewer steps where searches that make bounds are dear; all other rows are searched
/// plainly. The first pass of a trial records bounds, the second counts the searches that they spare. All rows get bounds
/// when that share, over as many passes as there were so far, would win back the cost of making bounds. Counts decide and
/// no clock does, and the labels do not depend on it.
class BoundSwitch {
 public:
  enum class Policy : std::uint8_t { measured, never, always };

  BoundMode mode() const { return mode_; }
  /// Whether only some steps of the pass are of this mode; the others are plain.
  bool on_trial() const { return on_trial_; }
  /// Whether the step with this number is of this mode.
  bool takes(std::int64_t step) const { return !on_trial_ || step % trial_stride_ == 0; }
  /// What the pass may spend on lists of neighbours. The unit is one plain pass: a trial may spend at most an eighth of
  /// the passes so far.
  double budget() const { return on_trial_ ? std::min(1.0, static_cast<double>(passes_) / 8.0) : 1.0; }
  /// Decides about the next pass from what the last one counted.
  void next_pass(std::int64_t k, const BoundCosts& costs);
  /// Counts rows of steps of the mode, and the searches spared there. A search that compared some of the centroids counts
  /// as spared in part.
  void count(std::int64_t rows, double pruned);

  Policy policy = Policy::measured;
  /// Searches spared in all passes so far.
  double pruned() const { return pruned_in_all_; }

 private:
  /// What bounds save a row on average, by the last count. The unit is that of BoundCosts.
  double gain(std::int64_t k, const BoundCosts& costs) const;
  bool pays(std::int64_t k, const BoundCosts& costs) const;
  void choose(BoundMode mode, bool on_trial);
  void choose_next(std::int64_t k, const BoundCosts& costs);

  BoundMode mode_ = BoundMode::plain;
  bool on_trial_ = false;
  Backoff backoff_;
  std::int64_t trial_stride_ = Backoff::k_trial_stride;  ///< a trial takes one step in this many
  std::int64_t passes_ = 0;
  bool passed_ = false;  ///< a pass was counted since the last choice
  std::int64_t rows_ = 0;
  double pruned_ = 0.0, pruned_in_all_ = 0.0;
};

}  // namespace shoal::cpu
