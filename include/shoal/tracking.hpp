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

/// Where and as whom runs are tracked. Holds secrets: nothing stores or prints username, password or token.
struct TrackingSettings {
  std::string uri;              ///< http://, https:// or azureml://; empty: nothing is tracked
  std::string experiment_name;  ///< empty: that of experiment_id, or "shoal"
  std::string experiment_id;    ///< counts when there is no name
  std::string run_id;           ///< a run that a job opened: it is used, and neither made nor ended
  std::string username, password, token;
  std::filesystem::path ca_file;   ///< certificate authorities to trust (PEM); empty: those of the system
  bool insecure = false;           ///< take any certificate
  bool required = false;           ///< a server that does not take the record is an error, not a warning
  double request_seconds = 30.0;   ///< for one exchange; an upload may take longer as long as it moves
  double patience_seconds = 30.0;  ///< how long to wait for a server that does not answer when the work is done
};

/// The settings in the variables of MLflow's own client: MLFLOW_TRACKING_URI, _USERNAME, _PASSWORD, _TOKEN,
/// _SERVER_CERT_PATH, _INSECURE_TLS; MLFLOW_EXPERIMENT_NAME, MLFLOW_EXPERIMENT_ID, MLFLOW_RUN_ID,
/// MLFLOW_HTTP_REQUEST_TIMEOUT. Error{usage} for a time-out that is not a number of seconds.
TrackingSettings tracking_from_environment();

/// The text with "***" for "user:password" in every address in it ("https://user:password@host/"). O(length).
std::string without_passwords(std::string_view text);

}  // namespace shoal
