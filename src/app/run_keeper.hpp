// What a running command keeps of itself for the record: its options, its stages, its warnings, its clock.
#pragma once

#include <chrono>
#include <string>

#include "shoal/app.hpp"
#include "shoal/run_record.hpp"

namespace shoal::app {

class RunKeeper {
 public:
  using Clock = std::chrono::steady_clock;

  /// Starts the clock.
  RunKeeper(std::string command, const Settings& settings, std::string device);

  /// As far as the run has come.
  const RunInfo& info() const { return info_; }
  /// Adds a warning, unless it is there already.
  void warn(const std::string& text);
  /// Adds a stage that began at `begin` and ends now; returns its seconds.
  double add_stage(const char* stage, Clock::time_point begin);
  /// The section of the record, with the total time and the peak memory.
  RunInfo close();

 private:
  Clock::time_point begin_ = Clock::now();
  RunInfo info_;
};

}  // namespace shoal::app
