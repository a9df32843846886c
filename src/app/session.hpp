// One running command: what it computes with, what it tells its caller, and what it keeps of itself for the record.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "app/run_keeper.hpp"
#include "shoal/app.hpp"
#include "shoal/engine.hpp"
#include "shoal/files.hpp"
#include "shoal/run_record.hpp"

namespace shoal::app {

/// What a stage found, and how long it took.
template <class T>
struct Timed {
  T value;
  double seconds = 0.0;
};

/// Stages take a session and return what they found; the command's own function files that into the record.
class Session {
 public:
  /// Opens the engine, starts the clock, and announces the run.
  Session(std::string command, const Settings& settings);

  Context context() { return engine_.context(settings_.seed, events_); }
  ThreadPool& threads() { return engine_.threads(); }
  Scalar scalar() const { return scalar_; }
  /// Single precision is too short, as `why`: computes in double precision from here on and says so; where single
  /// precision was asked for, warns and stays.
  void leave_single(const std::string& why);
  std::uint64_t seed() const { return settings_.seed; }
  WriteTableOptions writing() const { return {settings_.csv_texts, settings_.cancellation}; }

  void say(std::string_view verb, const std::string& text);
  /// Adds one to the warnings of the run, unless it is there already.
  void warn(const std::string& text) { keeper_.warn(text); }

  /// Runs a stage and keeps its wall time for the record: Timed of what it returns, or its seconds alone. Error{cancelled}
  /// instead when the command was interrupted.
  template <class F>
  auto timed(const char* stage, F&& body) {
    threads().check();
    working(stage);
    const auto begin = RunKeeper::Clock::now();
    if constexpr (std::is_void_v<std::invoke_result_t<F>>) {
      std::forward<F>(body)();
      return finished(stage, begin);
    } else {
      auto value = std::forward<F>(body)();
      const double seconds = finished(stage, begin);
      return Timed<decltype(value)>{std::move(value), seconds};
    }
  }

  /// Begins to track the command when the settings ask for it; `folder` is the run folder, or "" where there is none.
  /// A server that cannot be used is a warning, unless it is required.
  void track(const std::filesystem::path& folder);
  /// Logs the trials while the command goes on.
  void track_trials(const TrialsRecord& trials);
  /// Tells what the device had to say, and ends the clock.
  RunInfo close();
  /// Logs the finished record and waits until all is sent. What the server did not take is a warning more in it. `folder`, the
  /// run folder, gets tracking.json; nullptr where there is none.
  void finish_tracking(RunRecord& record, const std::vector<TrackedFile>& files, OutputFolder* folder);

 private:
  /// Tells the receiver of events.
  void working(std::string stage);
  double finished(const char* stage, RunKeeper::Clock::time_point begin);

  const Settings& settings_;
  Scalar scalar_ = settings_.scalar;
  Events& events_;
  Engine engine_;
  RunKeeper keeper_;
  std::unique_ptr<Tracker> tracker_;
};

}  // namespace shoal::app
