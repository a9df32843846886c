#include "tracking/calls.hpp"
#include "tracking/json_text.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace shoal::tracking {

namespace {

using Json = nlohmann::json;

Experiment find_experiment(Client& client, const std::string& name) {
  return parse_experiment(client.ask("GET", "experiments/get-by-name?experiment_name=" + percent_encoded(name)));
}

Experiment make_experiment(Client& client, const std::string& name) {
  try {
    return {parse_experiment_id(client.ask("POST", "experiments/create", json_text({{"name", name}}))), name};
  } catch (const ServiceError& error) {
    if (error.mlflow_code() != "RESOURCE_ALREADY_EXISTS") throw;
    return find_experiment(client, name);
  }
}

bool climbs(const std::string& path) {
  const std::filesystem::path parts(path);
  return std::ranges::find(parts, "..") != parts.end();
}

}  // namespace

Experiment open_experiment(Client& client, const std::string& name) {
  Experiment experiment;
  try {
    experiment = find_experiment(client, name);
  } catch (const ServiceError& error) {
    if (error.mlflow_code() != "RESOURCE_DOES_NOT_EXIST") throw;
    experiment = make_experiment(client, name);
  }
  if (experiment.deleted) {
    throw ServiceError(closed("the experiment \"" + name + "\" was deleted",
                              "restore it (mlflow experiments restore --experiment-id " + experiment.id +
                                  "), or name another with --mlflow-experiment"),
                       client.address().base);
  }
  return experiment;
}

std::optional<Run> find_run(Client& client, const std::string& experiment_id, const std::string& key) {
  const Json body{{"experiment_ids", {experiment_id}},
                  {"filter", "tags.`" + std::string(k_key_tag) + "` = '" + key + "'"},
                  {"max_results", 1}};
  return parse_first_run(client.ask("POST", "runs/search", json_text(body)));
}

std::string with_member(const std::string& body, const char* key, const std::string& value) {
  Json json = Json::parse(body);
  json[key] = value;
  return json_text(json);
}

Run create_run(Client& client, const std::string& experiment_id, const std::string& body) {
  return parse_run(client.ask("POST", "runs/create", with_member(body, "experiment_id", experiment_id)));
}

Run get_run(Client& client, const std::string& run_id) {
  return parse_run(client.ask("GET", "runs/get?run_id=" + percent_encoded(run_id)));
}

std::string proxied_folder(const std::string& artifact_uri) {
  static const std::string k_scheme = "mlflow-artifacts:";
  if (!artifact_uri.starts_with(k_scheme)) {
    throw ServiceError(refused("the server keeps artifacts at " + artifact_uri.substr(0, artifact_uri.find('?')) +
                                   ", where it does not pass them on",
                               "start the server with --artifacts-destination (and without --no-serve-artifacts)"),
                       "");
  }
  std::string path = artifact_uri.substr(k_scheme.size());
  if (path.starts_with("//")) path = path.substr(std::min(path.size(), path.find('/', 2)));
  while (path.starts_with('/')) path.erase(0, 1);
  if (climbs(path)) throw ServiceError(refused("the server leads to " + artifact_uri + ", out of its artifacts"), "");
  return path;
}

void upload_artifact(Client& client, const Run& run, const std::filesystem::path& file, const std::string& path) {
  if (path.empty() || climbs(path)) {
    throw ServiceError(refused("\"" + path + "\" leads out of the artifacts of the run"), client.address().base);
  }
  client.upload(file, proxied_folder(run.artifact_uri) + "/" + path);
}

}  // namespace shoal::tracking
