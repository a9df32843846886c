#include "app/session.hpp"

#include "shoal/error.hpp"
#include "shoal/version.hpp"

namespace shoal::app {

Session::Session(std::string command, const Settings& settings)
    : settings_(settings),
      events_(settings.events != nullptr ? *settings.events : no_events()),
      engine_(settings.device, settings.threads, settings.cancellation),
      keeper_(std::move(command), settings, engine_.description()) {
  const RunInfo& run = keeper_.info();
  events_.title(std::string("shoal ") + k_version + " · " + run.device + " · seed " + std::to_string(run.seed));
}

void Session::say(std::string_view verb, const std::string& text) { events_.stage(verb, text); }

void Session::working(std::string stage) {
  if (stage[0] >= 'a' && stage[0] <= 'z') stage[0] = static_cast<char>(stage[0] - 'a' + 'A');
  events_.working(stage);
}

double Session::finished(const char* stage, RunKeeper::Clock::time_point begin) {
  events_.working({});
  return keeper_.add_stage(stage, begin);
}

void Session::leave_single(const std::string& why) {
  if (settings_.scalar_asked) {
    warn("single precision was asked for, but " + why + "; --dtype float64 does not lose it");
    return;
  }
  scalar_ = Scalar::f64;
  warn("computed in double precision (float64): single precision is too short, as " + why);
}

RunInfo Session::close() {
  std::string last;
  for (const std::string& note : engine_.device().take_notes()) {
    if (note != last) say("Device", note);
    last = note;
  }
  return keeper_.close();
}

void Session::track(const std::filesystem::path& folder) {
  const TrackingSettings& settings = settings_.tracking;
  if (settings.uri.empty()) return;
  try {
    tracker_ = std::make_unique<Tracker>(settings, keeper_.info(), folder, settings_.cancellation);
  } catch (const Error& error) {
    if (settings.required || (settings.asked_for && error.code() == ErrorCode::usage)) throw;
    warn(std::string("this run is not tracked: ") + error.what() + "; " + error.hint());
  }
}

void Session::track_trials(const TrialsRecord& trials) {
  if (tracker_) tracker_->log_trials(trials);
}

void Session::finish_tracking(RunRecord& record, const std::vector<TrackedFile>& files, OutputFolder* folder) {
  if (!tracker_) return;
  const TrackingSummary summary = tracker_->finish(record, files, folder);
  if (!summary.address.empty()) say("Tracked", summary.address);
  if (!summary.version.empty()) {
    const Registration& registration = settings_.tracking.registration;
    say("Registered", registration.name + " version " + summary.version +
                          (registration.alias.empty() ? "" : ", now " + registration.alias));
  }
  if (summary.warning.empty()) return;
  record.run.warnings.push_back(summary.warning + (summary.hint.empty() ? "" : "; " + summary.hint));
}

}  // namespace shoal::app
