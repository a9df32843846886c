// The tracking of a session.
#include "app/session.hpp"
#include "shoal/error.hpp"

namespace shoal::app {

void Session::track(const std::filesystem::path& folder) {
  const TrackingSettings& settings = settings_.tracking;
  if (settings.uri.empty()) return;
  try {
    tracker_ = std::make_unique<Tracker>(settings, record_, folder, settings_.cancellation);
  } catch (const Error& error) {
    if (settings.required || (settings.asked_for && error.code() == ErrorCode::usage)) throw;
    warn(std::string("this run is not tracked: ") + error.what() + "; " + error.hint());
  }
}

void Session::track_sweep() {
  if (tracker_) tracker_->log_sweep(record_);
}

void Session::finish_tracking(const std::vector<TrackedFile>& files) {
  if (!tracker_) return;
  const TrackingSummary summary = tracker_->finish(record_, files);
  if (!summary.address.empty()) say("Tracked", summary.address);
  if (!summary.warning.empty()) warn(summary.warning + (summary.hint.empty() ? "" : "; " + summary.hint));
}

}  // namespace shoal::app
