#include "app/run_keeper.hpp"

#include <algorithm>
#include <ctime>
#include <utility>

#include "shoal/memory.hpp"
#include "shoal/text.hpp"
#include "shoal/version.hpp"

namespace shoal::app {

namespace {

double seconds_since(RunKeeper::Clock::time_point begin) {
  return std::chrono::duration<double>(RunKeeper::Clock::now() - begin).count();
}

}  // namespace

RunKeeper::RunKeeper(std::string command, const Settings& settings, std::string device) {
  info_.command = std::move(command);
  info_.command_line = settings.command_line;
  info_.options = settings.options;
  info_.seed = settings.seed;
  info_.versions = {{"shoal", k_version}, {"commit", git_commit()}, {"compiler", __VERSION__}};
  info_.device = std::move(device);
  info_.started = iso_time(std::time(nullptr)) + "Z";
}

void RunKeeper::warn(const std::string& text) {
  if (std::ranges::find(info_.warnings, text) == info_.warnings.end()) info_.warnings.push_back(text);
}

double RunKeeper::add_stage(const char* stage, Clock::time_point begin) {
  return info_.timings.emplace_back(Stage{stage, seconds_since(begin)}).seconds;
}

RunInfo RunKeeper::close() {
  info_.seconds = seconds_since(begin_);
  info_.peak_memory_bytes = peak_memory_bytes();
  return info_;
}

}  // namespace shoal::app
