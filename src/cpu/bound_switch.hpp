// When bounds are used: where they pay, by the share of rows that they are measured to prove.
#pragma once

#include <cstdint>

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

/// Tries bounds after one pass, then, so long as they do not pay, after twice as many passes as the last time. Counts
/// decide, not clocks; the labels do not depend on it.
class BoundSwitch {
 public:
  enum class Policy : std::uint8_t { measured, never, always };

  BoundMode mode() const { return mode_; }
  /// Decides about the next pass from what the last one counted.
  void next_pass(std::int64_t k, const BoundCosts& costs);
  /// Rows of a pass and how many searches were spared; a part of a search counts as its share.
  void count(std::int64_t rows, double pruned);

  Policy policy = Policy::measured;
  /// Searches spared in all passes so far.
  double pruned() const { return pruned_in_all_; }

 private:
  bool pays(std::int64_t k, const BoundCosts& costs) const;
  BoundMode next_mode(std::int64_t k, const BoundCosts& costs);

  static constexpr std::int64_t k_longest_wait = 32;
  BoundMode mode_ = BoundMode::plain;
  std::int64_t wait_ = 1;    ///< plain passes between two trials
  std::int64_t waited_ = 0;  ///< plain passes since the last trial
  std::int64_t rows_ = 0;
  double pruned_ = 0.0, pruned_in_all_ = 0.0;
};

}  // namespace shoal::cpu
