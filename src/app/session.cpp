#include "app/session.hpp"

#include <algorithm>
#include <ctime>

#include "shoal/files.hpp"
#include "shoal/text.hpp"
#include "shoal/version.hpp"

namespace shoal::app {

Session::Session(std::string command, const Settings& settings)
    : settings_(settings),
      events_(settings.events != nullptr ? *settings.events : no_events()),
      cancellation_(settings.cancellation != nullptr ? *settings.cancellation : never_),
      threads_(settings.threads, &cancellation_),
      device_(make_device(settings.device)) {
  record_.command = std::move(command);
  record_.command_line = settings.command_line;
  record_.options = settings.options;
  record_.seed = settings.seed;
  record_.versions = {{"shoal", k_version}, {"commit", git_commit()}, {"compiler", __VERSION__}};
  const DeviceInfo info = device_->info();
  record_.device = info.name + " (" + info.description + ", " + std::to_string(threads_.threads()) +
                   (threads_.threads() == 1 ? " thread)" : " threads)");
  record_.started = iso_time(std::time(nullptr)) + "Z";
  events_.title(std::string("shoal ") + k_version + " · " + record_.device + " · seed " + std::to_string(record_.seed));
}

Context Session::context() { return {*device_, threads_, events_, cancellation_, settings_.seed, 0}; }

void Session::say(std::string_view verb, const std::string& text) { events_.stage(verb, text); }

void Session::warn(const std::string& text) {
  if (std::ranges::find(record_.warnings, text) == record_.warnings.end()) record_.warnings.push_back(text);
}

void Session::warn_about(const KMeansResult& fit) {
  for (const std::string& warning : fit.warnings) warn(warning);
  if (fit.approximate) warn("mini-batch k-means is approximate: its centroids are near, not at, an optimum");
}

double Session::seconds() const { return std::chrono::duration<double>(Clock::now() - begin_).count(); }

void Session::close() {
  std::string last;
  for (const std::string& note : device_->take_notes()) {
    if (note != last) say("Device", note);
    last = note;
  }
  record_.seconds = seconds();
  record_.peak_memory_bytes = peak_memory_bytes();
}

Session::StageClock::StageClock(Session& session, const char* stage)
    : session_(session), stage_(stage), begin_(Clock::now()) {}

Session::StageClock::~StageClock() {
  session_.record_.timings.push_back({stage_, std::chrono::duration<double>(Clock::now() - begin_).count()});
}

std::string last_stage_time(const RunRecord& record) {
  return record.timings.empty() ? std::string("0 s") : human_seconds(record.timings.back().seconds);
}

}  // namespace shoal::app
