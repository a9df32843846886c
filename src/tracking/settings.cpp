#include <charconv>
#include <cstdlib>

#include "shoal/error.hpp"
#include "shoal/tracking.hpp"

namespace shoal {

namespace {

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value != nullptr ? value : "";
}

bool truth(const std::string& text) { return text == "true" || text == "True" || text == "TRUE" || text == "1"; }

double seconds(const char* name, double standard) {
  const std::string text = variable(name);
  if (text.empty()) return standard;
  double value = 0.0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (failure != std::errc() || end != text.data() + text.size() || !(value > 0.0 && value <= 86400.0)) {
    throw Error(ErrorCode::usage, "\"" + text + "\" is not a number of seconds", "for example 30", name);
  }
  return value;
}

}  // namespace

TrackingSettings tracking_from_environment() {
  TrackingSettings settings;
  settings.uri = variable("MLFLOW_TRACKING_URI");
  settings.username = variable("MLFLOW_TRACKING_USERNAME");
  settings.password = variable("MLFLOW_TRACKING_PASSWORD");
  settings.token = variable("MLFLOW_TRACKING_TOKEN");
  settings.ca_file = variable("MLFLOW_TRACKING_SERVER_CERT_PATH");
  settings.insecure = truth(variable("MLFLOW_TRACKING_INSECURE_TLS"));
  settings.experiment_name = variable("MLFLOW_EXPERIMENT_NAME");
  settings.experiment_id = variable("MLFLOW_EXPERIMENT_ID");
  settings.run_id = variable("MLFLOW_RUN_ID");
  settings.patience_seconds = seconds("MLFLOW_HTTP_REQUEST_TIMEOUT", settings.patience_seconds);
  return settings;
}

}  // namespace shoal
