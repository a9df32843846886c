#include "tracking/answers.hpp"

#include <nlohmann/json.hpp>

#include "tracking/client.hpp"

namespace shoal::tracking {

namespace {

using Json = nlohmann::json;

[[noreturn]] void refuse(const std::string& missing) {
  throw ServiceError(
      closed("the answer is not MLflow's: it has no " + missing, "check that the address is that of an MLflow server"),
      "");
}

Json parse(const std::string& text) {
  const auto shallow = [](int depth, Json::parse_event_t, Json&) { return depth < 64; };
  Json json = Json::parse(text, shallow, false);
  if (!json.is_object()) refuse("JSON object");
  return json;
}

const Json& member(const Json& json, const char* key) {
  if (!json.is_object() || !json.contains(key)) refuse("\"" + std::string(key) + "\"");
  return json.at(key);
}

std::string text_member(const Json& json, const char* key) {
  const Json& value = member(json, key);
  if (!value.is_string()) refuse("text \"" + std::string(key) + "\"");
  return value.get<std::string>();
}

/// An id goes into addresses and bodies, so it has to look like one.
std::string id_member(const Json& json, const char* key) {
  std::string id = text_member(json, key);
  if (id.empty() || id.size() > 250) refuse("usable \"" + std::string(key) + "\"");
  return id;
}

Run run_of(const Json& json) {
  const Json& info = member(json, "info");
  Run run;
  run.id = id_member(info, "run_id");
  run.experiment_id = id_member(info, "experiment_id");
  if (info.contains("artifact_uri")) run.artifact_uri = text_member(info, "artifact_uri");
  return run;
}

}  // namespace

Experiment parse_experiment(const std::string& text) {
  const Json json = parse(text);
  const Json& experiment = member(json, "experiment");
  return {id_member(experiment, "experiment_id"), text_member(experiment, "name"),
          experiment.value("lifecycle_stage", Json()) == Json("deleted")};
}

std::string parse_experiment_id(const std::string& text) { return id_member(parse(text), "experiment_id"); }

Run parse_run(const std::string& text) { return run_of(member(parse(text), "run")); }

std::optional<Run> parse_first_run(const std::string& text) {
  const Json json = parse(text);
  if (!json.contains("runs")) return std::nullopt;
  const Json& runs = json.at("runs");
  if (!runs.is_array()) refuse("list \"runs\"");
  return runs.empty() ? std::nullopt : std::optional(run_of(runs.front()));
}

}  // namespace shoal::tracking
