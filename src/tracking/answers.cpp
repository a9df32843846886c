#include "tracking/answers.hpp"

#include <cstdlib>
#include <nlohmann/json.hpp>

#include "tracking/client.hpp"
#include "tracking/json_text.hpp"

namespace shoal::tracking {

namespace {

using Json = nlohmann::json;

[[noreturn]] void refuse(const std::string& missing) {
  throw ServiceError(
      closed("the answer is not MLflow's: it has no " + missing, "check that the address is that of an MLflow server"),
      "");
}

Json parse(const std::string& text) {
  Json json = parsed_json(text);
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

/// Texts and whole numbers, which MLflow sends as either.
std::string plain_member(const Json& json, const char* key) {
  const Json value = json.is_object() ? json.value(key, Json()) : Json();
  if (value.is_string()) return value.get<std::string>();
  return value.is_number_integer() ? value.dump() : std::string();
}

template <class Use>
void each_of(const Json& json, const char* key, Use use) {
  if (!json.is_object() || !json.contains(key)) return;
  if (!json.at(key).is_array()) refuse("list \"" + std::string(key) + "\"");
  for (const Json& item : json.at(key)) use(item);
}

ModelVersion version_of(const Json& json) {
  ModelVersion version;
  version.name = text_member(json, "name");
  version.version = plain_member(json, "version");
  if (version.version.empty()) refuse("\"version\"");
  version.run_id = plain_member(json, "run_id");
  version.created = std::strtoll(plain_member(json, "creation_timestamp").c_str(), nullptr, 10);
  each_of(json, "tags", [&](const Json& tag) { version.tags[plain_member(tag, "key")] = plain_member(tag, "value"); });
  return version;
}

RegisteredModel model_of(const Json& json) {
  RegisteredModel model{text_member(json, "name"), {}};
  each_of(json, "aliases",
          [&](const Json& alias) { model.aliases[plain_member(alias, "alias")] = plain_member(alias, "version"); });
  return model;
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

Page<ModelVersion> parse_versions(const std::string& text) {
  const Json json = parse(text);
  Page<ModelVersion> page{{}, plain_member(json, "next_page_token")};
  each_of(json, "model_versions", [&](const Json& item) { page.items.push_back(version_of(item)); });
  return page;
}

ModelVersion parse_version(const std::string& text) { return version_of(member(parse(text), "model_version")); }

Page<RegisteredModel> parse_models(const std::string& text) {
  const Json json = parse(text);
  Page<RegisteredModel> page{{}, plain_member(json, "next_page_token")};
  each_of(json, "registered_models", [&](const Json& item) { page.items.push_back(model_of(item)); });
  return page;
}

RegisteredModel parse_model(const std::string& text) { return model_of(member(parse(text), "registered_model")); }

std::string parse_download_uri(const std::string& text) { return text_member(parse(text), "artifact_uri"); }

}  // namespace shoal::tracking
