// The answers of MLflow's REST API as values. Every function takes the text of a JSON object and throws ServiceError with
// Outcome::closed when it is not what it should be.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "shoal/registry.hpp"

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

/// A part of a longer list, and what to ask for the next one with; empty at the end.
template <class Item>
struct Page {
  std::vector<Item> items;
  std::string next;
};
/// Of model-versions/search; versions come without aliases.
Page<ModelVersion> parse_versions(const std::string& text);
/// Of model-versions/create and /get, registered-models/alias.
ModelVersion parse_version(const std::string& text);

struct RegisteredModel {
  std::string name;
  std::map<std::string, std::string> aliases;  ///< alias -> version
};
/// Of registered-models/search.
Page<RegisteredModel> parse_models(const std::string& text);
/// Of registered-models/get.
RegisteredModel parse_model(const std::string& text);
/// Of model-versions/get-download-uri.
std::string parse_download_uri(const std::string& text);

}  // namespace shoal::tracking
