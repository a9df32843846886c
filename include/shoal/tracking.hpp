// Runs in MLflow: what a command records goes to a tracking server over REST (docs/design/0040-tracking.md).
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "shoal/events.hpp"
#include "shoal/run_record.hpp"
#include "shoal/threads.hpp"

namespace shoal {

/// A name in the model registry for the model that a run makes.
struct Registration {
  std::string name;   ///< empty: the model is not registered
  std::string alias;  ///< that the new version gets, such as "champion"; may be empty
};
/// Error{usage} for a name or alias that MLflow does not take; `option` is the one to name.
void check_model_name(const std::string& name, const std::string& option);
void check_model_alias(const std::string& alias, const std::string& option);

class OutputFolder;
struct TrackingSettings;
/// Error{usage} for a registration that cannot be: its name or alias, no server, or Azure, which takes models as the outputs
/// of jobs. Nothing for settings without one.
void check_registration(const TrackingSettings& settings);

/// Where and as whom runs are tracked. Holds secrets: nothing stores or prints username, password or token.
struct TrackingSettings {
  std::string uri;              ///< http://, https:// or azureml://; empty: nothing is tracked
  std::string experiment_name;  ///< empty: that of experiment_id, or "shoal"
  std::string experiment_id;    ///< counts when there is no name
  std::string run_id;           ///< a run that a job opened: it is used, and neither made nor ended
  std::string username, password, token;
  std::filesystem::path ca_file;  ///< certificate authorities to trust (PEM); empty: those of the system
  bool insecure = false;          ///< take any certificate
  bool asked_for = false;         ///< `uri` is the user's wish here and now, not a variable meant for all programs
  bool required = false;          ///< a server that does not take the record is an error, not a warning
  double patience_seconds =
      30.0;  ///< for one exchange (an upload may take longer as long as it moves), and for a server
             ///< that does not answer when the work is done
  Registration registration;
};

/// The settings in the variables of MLflow's own client: MLFLOW_TRACKING_URI, _USERNAME, _PASSWORD, _TOKEN,
/// _SERVER_CERT_PATH, _INSECURE_TLS; MLFLOW_EXPERIMENT_NAME, MLFLOW_EXPERIMENT_ID, MLFLOW_RUN_ID,
/// MLFLOW_HTTP_REQUEST_TIMEOUT. Error{usage} for a time-out that is not a number of seconds.
TrackingSettings tracking_from_environment();

/// The text with "***" for "user:password" in every address in it ("https://user:password@host/"), also where the password has
/// characters that end a user's name there ("/?#"). O(length).
std::string without_passwords(std::string_view text);
/// The same, and for the password and token of the settings, however they are written there.
std::string without_secrets(std::string_view text, const TrackingSettings& settings);

/// A file, or a folder with all that is in it, and its path among the artifacts of a run.
struct TrackedFile {
  std::filesystem::path file;
  std::string path;
};

struct TrackingSummary {
  std::string run_id;   ///< empty when the server was never reached
  std::string address;  ///< of the run, for a browser; empty likewise
  std::string version;  ///< that the model got in the registry; empty when it was not registered
  std::string warning;  ///< what the server did not take, why, and what to do; empty when it took everything
  std::string hint;
};

/// One command's run at a tracking server. Everything to be sent is first a line of a journal, DIR/mlflow/KEY.jsonl, and is
/// sent in the background by threads of its own. When the server does not take it the journal stays, and track_push() sends
/// the rest later. `sweep` also gets a child run for each trial. Methods are called from one thread.
class Tracker {
 public:
  /// Begins the run: tags, and the options as parameters. `folder` is the run folder, or "" for shoal-tracking in the working
  /// directory. Error{usage} for an address that is none; with TrackingSettings::required Error{service} when the server does
  /// not make the run. Otherwise it waits for nothing.
  Tracker(const TrackingSettings& settings, const RunInfo& begun, const std::filesystem::path& folder,
          const Cancellation* cancellation = nullptr);
  /// A run that was not finished ends as FAILED, or KILLED when the cancellation was raised. Waits 3 seconds at most.
  ~Tracker();
  Tracker(const Tracker&) = delete;
  Tracker& operator=(const Tracker&) = delete;

  /// Logs every measure of the trials with step = k, and for the command `sweep` a child run for each trial.
  void log_trials(const TrialsRecord& trials);
  /// Logs results, input data and files (run.json is added when it is not among them; of a folder those that its manifest
  /// names), registers the model among them where the settings ask for it ("model" is its path), ends the run, and waits until all is sent, at most
  /// TrackingSettings::patience_seconds without progress. The run folder, unless it is nullptr, gets tracking.json.
  /// Error{service} when it is required and incomplete.
  TrackingSummary finish(const RunRecord& record, const std::vector<TrackedFile>& files, OutputFolder* folder);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

struct PushSummary {
  int runs = 0, still_running = 0;
  std::int64_t sent = 0;
  std::vector<std::string> addresses;  ///< of the runs, for a browser
  std::vector<std::string> refused;    ///< what the server will never take, in its words
};

/// Sends what earlier commands could not send: every journal in `folder`/mlflow. Nothing is doubled. The run of a process that
/// is gone and did not end it becomes FAILED. Credentials go to the address in `settings` alone; without one the journal's
/// address is used, without credentials. Error{data} when there is no such folder or a journal is damaged, Error{usage} when
/// a record was begun at another server than `settings` names, Error{service} when something is still unsent.
PushSummary track_push(const TrackingSettings& settings, const std::filesystem::path& folder,
                       const Cancellation* cancellation = nullptr);

}  // namespace shoal
