// One running command: what it computes with, what it tells its caller, and its record.
#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "shoal/app.hpp"
#include "shoal/context.hpp"
#include "shoal/run_record.hpp"

namespace shoal::app {

class Session {
 public:
  /// Opens the device and the threads, starts the record and the clock, and announces the run.
  Session(std::string command, const Settings& settings);

  Context context();
  ThreadPool& threads() { return threads_; }
  Scalar scalar() const { return settings_.scalar; }
  std::uint64_t seed() const { return settings_.seed; }
  RunRecord& record() { return record_; }

  void say(std::string_view verb, const std::string& text);
  /// Adds one to the record's warnings, unless it is there already.
  void warn(const std::string& text);

  /// The fit's own warnings, and that it is approximate if it is.
  void warn_about(const KMeansResult& fit);

  /// Runs a stage and adds its wall time to the record.
  template <class F>
  auto timed(const char* stage, F&& body) {
    const StageClock clock(*this, stage);
    return std::forward<F>(body)();
  }

  /// Begins to track the command when the settings ask for it; `folder` is the run folder, or "" where there is none.
  /// A server that cannot be used is a warning, unless it is required.
  void track(const std::filesystem::path& folder);
  /// Logs the record's sweep while the command goes on.
  void track_sweep();
  /// Logs the results, and waits until all is sent.
  void finish_tracking(const std::vector<TrackedFile>& files);

  /// Seconds since the session began.
  double seconds() const;
  /// Fills in the total time and the peak memory.
  void close();

 private:
  using Clock = std::chrono::steady_clock;
  class StageClock {
   public:
    StageClock(Session& session, const char* stage);
    ~StageClock();

   private:
    Session& session_;
    const char* stage_;
    Clock::time_point begin_;
  };

  const Settings& settings_;
  Events& events_;
  Cancellation never_;
  const Cancellation& cancellation_;
  ThreadPool threads_;
  std::unique_ptr<Device> device_;
  Clock::time_point begin_ = Clock::now();
  RunRecord record_;
  std::unique_ptr<Tracker> tracker_;
};

/// "0.2 s" of the stage that ran last.
std::string last_stage_time(const RunRecord& record);

}  // namespace shoal::app
