// Order among tasks that run beside each other.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <mutex>

namespace shoal::data {

/// Lets tasks hand their results over one after the other, in the order of the tickets 0, 1, 2 ... Every ticket taken
/// must come to wait(), from a thread that holds no lower one back.
class Turnstile {
 public:
  bool is_turn(std::int64_t ticket) {
    const std::lock_guard lock(mutex_);
    return turn_ == ticket && !failed_;
  }
  /// Returns when it is the ticket's turn; false when an earlier one has failed.
  bool wait(std::int64_t ticket) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return turn_ == ticket || failed_; });
    return !failed_;
  }
  /// Ends the turn.
  void pass() {
    const std::lock_guard lock(mutex_);
    ++turn_;
    changed_.notify_all();
  }
  /// Ends all turns.
  void fail() {
    const std::lock_guard lock(mutex_);
    failed_ = true;
    changed_.notify_all();
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::int64_t turn_ = 0;
  bool failed_ = false;
};

}  // namespace shoal::data
