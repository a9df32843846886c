// The one moving line at the foot of a terminal.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>

namespace shoal::cli {

/// Shows what a command is at: how much is done, the rate and the time left where that is known, else the time that the stage
/// has taken. A stage of less than a second shows nothing that is not counted. A thread of its own draws the line, so that one
/// moves while an algorithm tells nothing. Any thread may call any method.
class ProgressLine {
 public:
  ProgressLine() = default;
  ~ProgressLine() { stop(); }
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

  /// Begins to draw on stderr, in lines of at most `width` columns.
  void start(std::size_t width);
  void stop();
  /// A stage begins; an empty verb ends the one that was.
  void stage(std::string_view verb);
  /// `done` of `total` (0: unknown) of `unit`; done == total ends the count.
  void advance(std::string_view verb, std::int64_t done, std::int64_t total, std::string_view unit);
  /// Calls print() with the line out of the way.
  template <class Print>
  void above(const Print& print) {
    const std::lock_guard lock(mutex_);
    erase();
    print();
  }

 private:
  using Clock = std::chrono::steady_clock;
  struct Work {
    std::string verb, unit;
    std::int64_t done = 0, total = 0;
    Clock::time_point begin;
  };
  void run();
  void draw();
  void erase();

  std::mutex mutex_;
  std::condition_variable changed_;
  std::thread thread_;
  bool running_ = false, shown_ = false;
  std::size_t width_ = 0;
  Work stage_, count_;  ///< no verb: none
};

/// The line: "Choose k    ━━━───  3/9 fits  2/s  3 s left", cut to `width` columns at a whole part.
std::string progress_text(std::string_view verb, std::int64_t done, std::int64_t total, std::string_view unit,
                          double seconds, std::size_t width);

}  // namespace shoal::cli
