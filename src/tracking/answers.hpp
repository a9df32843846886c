// The answers of MLflow's REST API as values. Every function takes the text of a JSON object and throws ServiceError with
// Outcome::closed when it is not what it should be.
#pragma once

#include <optional>
#include <string>

namespace shoal::tracking {

struct Experiment {
  std::string id, name;
  bool deleted = false;
};

struct Run {
  std::string id, experiment_id;
  std::string artifact_uri;  ///< "mlflow-artifacts:/1/<run>/artifacts"
};

/// Of experiments/get-by-name.
Experiment parse_experiment(const std::string& text);
/// Of experiments/create.
std::string parse_experiment_id(const std::string& text);
/// Of runs/create and runs/get.
Run parse_run(const std::string& text);
/// Of runs/search; nothing when no run was found.
std::optional<Run> parse_first_run(const std::string& text);

}  // namespace shoal::tracking
