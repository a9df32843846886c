// When to try again what did not pay.
#pragma once

#include <algorithm>
#include <cstdint>

namespace shoal::cpu {

/// Says when a trial is due: after one pass, and after a trial that failed when twice as many passes went by as the last
/// time, at most k_longest_wait.
class Backoff {
 public:
  /// A trial looks at one step of rows in this many, where the whole pass is not needed to judge.
  static constexpr std::int64_t k_trial_stride = 16;

  bool due() const { return waited_ >= wait_; }
  /// A pass went by without a trial.
  void wait() { waited_ += due() ? 0 : 1; }
  /// The trial did not pay.
  void failed() {
    wait_ = std::min<std::uint8_t>(k_longest_wait, static_cast<std::uint8_t>(2 * wait_));
    waited_ = 0;
  }

 private:
  static constexpr std::uint8_t k_longest_wait = 8;
  std::uint8_t wait_ = 1;    ///< passes between two trials
  std::uint8_t waited_ = 0;  ///< passes since the last trial, at most wait_
};

}  // namespace shoal::cpu
