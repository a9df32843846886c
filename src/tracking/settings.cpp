#include <cstdlib>

#include "shoal/numbers.hpp"
#include "shoal/tracking.hpp"

namespace shoal {

namespace {

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value != nullptr ? value : "";
}

bool truth(const std::string& text) { return text == "true" || text == "True" || text == "TRUE" || text == "1"; }

double seconds(const char* name, double standard) {
  constexpr double k_day = 86400.0;
  const std::string text = variable(name);
  if (text.empty()) return standard;
  return real_number(text, {.low = 0.0, .high = k_day, .with_low = false}, name, "seconds, for example 30");
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
