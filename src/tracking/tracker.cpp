#include <pwd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "base/temporary_name.hpp"
#include "shoal/error.hpp"
#include "shoal/files.hpp"
#include "shoal/tracking.hpp"
#include "tracking/client.hpp"
#include "tracking/operations.hpp"
#include "tracking/report.hpp"
#include "tracking/run_files.hpp"
#include "tracking/sender.hpp"

namespace shoal {

namespace {

using tracking::Journal;
using tracking::JournalHead;
using tracking::Operation;
using tracking::RunContext;
using tracking::RunFiles;
using tracking::Sender;
using tracking::SendReport;

constexpr double k_patience_of_a_failed_run = 3.0;
constexpr const char* k_default_experiment = "shoal";
constexpr const char* k_default_folder = "shoal-tracking";

/// As Python's getpass.getuser, which MLflow's client asks.
std::string user_name() {
  for (const char* name : {"LOGNAME", "USER", "LNAME", "USERNAME"}) {
    const char* value = std::getenv(name);
    if (value != nullptr && *value != '\0') return value;
  }
  passwd entry{};
  passwd* found = nullptr;
  std::array<char, 4096> texts{};
  getpwuid_r(geteuid(), &entry, texts.data(), texts.size(), &found);
  return found != nullptr ? found->pw_name : std::to_string(geteuid());
}

JournalHead new_head(const TrackingSettings& settings, const tracking::Address& address) {
  const bool by_id = settings.experiment_name.empty() && !settings.experiment_id.empty();
  const std::string name = settings.experiment_name.empty() ? k_default_experiment : settings.experiment_name;
  return {detail::random_id(), address.base, by_id ? "" : name, by_id ? settings.experiment_id : ""};
}

/// Nothing where it cannot be written: then the run is tracked as long as the server answers.
std::optional<Journal> new_journal(const RunFiles& files, const JournalHead& head) {
  try {
    files.check();
    return Journal(files.journal(), head);
  } catch (const Error&) {
    return std::nullopt;
  }
}

/// Before anything is begun.
const TrackingSettings& checked(const TrackingSettings& settings) {
  check_registration(settings);
  return settings;
}

}  // namespace

struct Tracker::State {
  State(const TrackingSettings& its_settings, const std::filesystem::path& folder, const Cancellation* its_cancellation)
      : settings(its_settings),
        address(tracking::address_of(its_settings)),
        context{new_head(settings, address), user_name(), settings.run_id, tracking::now_milliseconds()},
        files(folder.empty() ? std::filesystem::path(k_default_folder) : folder, context.head.key),
        cancellation(its_cancellation),
        sender(settings, new_journal(files, context.head), context.head, files.folder()) {}

  void add(std::vector<Operation> operations) {
    for (Operation& operation : operations) {
      const bool file_or_data = operation.call == tracking::Call::artifact || operation.call == tracking::Call::inputs;
      if (address.azure && file_or_data) continue;  // Azure takes files from ./outputs, and knows no runs/log-inputs
      sender.add(std::move(operation));
    }
  }

  /// A file that cannot be read is told at the end; the work was done.
  void add_files(const TrackedFile& tree) {
    try {
      for (const TrackedFile& file : tracking::each_file(tree)) {
        add({tracking::artifact_operation(files.folder(), file.file, file.path)});
      }
    } catch (const std::exception& failure) {
      unreadable = failure.what();
    }
  }

  void add_text(const std::string& path, const std::string& text) {
    try {
      add({tracking::artifact_operation(files.folder(), files.write_text(path, text), path)});
    } catch (const std::exception& failure) {
      unreadable = failure.what();
    }
  }

  void write_address(const SendReport& report, OutputFolder& folder) {
    try {
      write_file(folder.staged("tracking.json"), tracking::tracking_json(report, address));
      folder.add();
    } catch (const Error& error) {
      unreadable = error.what();
    }
  }

  void forget() {
    sender.forget();
    files.remove();
  }

  TrackingSettings settings;
  tracking::Address address;
  RunContext context;
  RunFiles files;
  bool with_children = false;  ///< a run of its own for each trial
  const Cancellation* cancellation;
  std::string unreadable;
  bool finished = false;
  Sender sender;
};

Tracker::Tracker(const TrackingSettings& settings, const RunInfo& begun, const std::filesystem::path& folder,
                 const Cancellation* cancellation)
    : state_(std::make_unique<State>(checked(settings), folder, cancellation)) {
  state_->with_children = begun.command == "sweep";
  std::vector<std::pair<std::string, std::string>> long_texts;
  state_->add(tracking::begin_operations(state_->context, begun, long_texts));
  for (const auto& [path, text] : long_texts) state_->add_text(path, text);
  if (!settings.required || state_->sender.wait_for_main(settings.patience_seconds, cancellation)) return;
  const SendReport report = state_->sender.drain(0.0, nullptr);
  state_->finished = true;
  state_->forget();
  throw Error(ErrorCode::service, report.problem, report.hint, state_->address.base);
}

Tracker::~Tracker() {
  if (state_->finished) return;
  try {
    const bool killed = state_->cancellation != nullptr && state_->cancellation->raised();
    if (state_->context.job_run_id.empty()) {
      state_->add({tracking::end_operation("", killed ? "KILLED" : "FAILED", tracking::now_milliseconds())});
    }
    const SendReport report =
        state_->sender.drain(std::min(k_patience_of_a_failed_run, state_->settings.patience_seconds), nullptr);
    if (report.unsent == 0) state_->forget();
  } catch (const std::exception&) {
    // The journal stays; what is on its way already is an error of the command, which counts more.
  }
}

void Tracker::log_trials(const TrialsRecord& trials) {
  state_->add(tracking::trial_operations(state_->context, trials, state_->with_children, tracking::now_milliseconds()));
}

TrackingSummary Tracker::finish(const RunRecord& record, const std::vector<TrackedFile>& files, OutputFolder* folder) {
  State& state = *state_;
  state.add(tracking::result_operations(state.context, record, tracking::now_milliseconds()));
  for (const TrackedFile& tree : files) state.add_files(tree);
  if (std::ranges::none_of(files, [](const TrackedFile& tree) { return tree.path == "run.json"; })) {
    state.add_text("run.json", to_json(record));
  }
  if (!state.settings.registration.name.empty()) {
    state.add({tracking::enrol_operation(state.context, record, state.settings.registration, "model")});
  }
  if (state.context.job_run_id.empty())
    state.add({tracking::end_operation("", "FINISHED", tracking::now_milliseconds())});
  const SendReport report = state.sender.drain(state.settings.patience_seconds, state.cancellation);
  state.finished = true;
  if (report.unsent == 0) {
    state.forget();
  } else {
    state.sender.release();
  }
  if (folder != nullptr && report.main) state.write_address(report, *folder);
  TrackingSummary summary = tracking::summary_of(report, state.address, state.files.folder());
  if (summary.warning.empty() && !state.unreadable.empty()) {
    summary.warning = "a file of this run is not at MLflow: " + state.unreadable;
  }
  if (state.settings.required && !summary.warning.empty()) {
    throw Error(ErrorCode::service, summary.warning, summary.hint);
  }
  return summary;
}

}  // namespace shoal
