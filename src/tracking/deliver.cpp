#include "tracking/deliver.hpp"

#include <nlohmann/json.hpp>

#include "shoal/files.hpp"
#include "tracking/registry_calls.hpp"

namespace shoal::tracking {

namespace {

using Json = nlohmann::json;

std::string experiment_of(Client& client, const Delivery& delivery) {
  if (delivery.main) return delivery.main->experiment_id;
  if (!delivery.head.experiment_name.empty()) return open_experiment(client, delivery.head.experiment_name).id;
  return delivery.head.experiment_id;
}

Run make_run(Client& client, const Operation& operation, const Delivery& delivery) {
  const std::string experiment = experiment_of(client, delivery);
  if (delivery.repeated) {
    if (const auto found = find_run(client, experiment, run_key(delivery.head, operation.run))) return *found;
  }
  if (operation.run.empty()) return create_run(client, experiment, operation.body);
  Json body = Json::parse(operation.body);
  body["tags"].push_back({{"key", "mlflow.parentRunId"}, {"value", delivery.main->id}});
  return create_run(client, experiment, body.dump());
}

void send_file(Client& client, const Operation& operation, const Delivery& delivery) {
  const std::filesystem::path file = delivery.folder / operation.file;
  const auto refuse = [&](const std::string& why) {
    throw ServiceError(refused(file.string() + why), client.address().base);
  };
  std::error_code failed;
  if (!std::filesystem::is_regular_file(file, failed)) refuse(" is not there any more");
  const std::filesystem::path named = std::filesystem::canonical(delivery.folder, failed) / operation.file;
  if (std::filesystem::canonical(file, failed) != named || failed) refuse(" is now behind a symbolic link");
  if (delivery.repeated && sha256_file(file) != operation.sha256) refuse(" has changed since it was recorded");
  upload_artifact(client, *delivery.run, file, operation.path);
}

/// Looks for the version first, repeated or not: of a run that a job opened, several commands may make models.
std::string enrol(Client& client, const Operation& operation, const Delivery& delivery) {
  const Json asked = Json::parse(operation.body);
  const Json& body = asked.at("version");
  const auto name = body.at("name").get<std::string>();
  make_model(client, name);
  auto version = find_version(client, name, delivery.run->id, run_key(delivery.head, operation.run));
  if (!version) version = make_version(client, body.dump(), *delivery.run, operation.path);
  const auto alias = asked.at("alias").get<std::string>();
  if (!alias.empty()) set_alias(client, name, alias, version->version);
  return version->version;
}

/// What the journal, tracking.json and the terminal will show.
void check_identifiers(const Client& client, const Delivered& delivered) {
  const Run run = delivered.run.value_or(Run{});
  const Secrets secrets = client.secrets().long_ones();
  for (const std::string& text : {run.id, run.experiment_id, run.artifact_uri, delivered.version}) {
    if (!secrets.within(text)) continue;
    throw ServiceError(closed("the server calls a run by the password or token that it was sent",
                              "look at what answers at that address"),
                       client.address().base);
  }
}

Delivered done(Client& client, const Operation& operation, const Delivery& delivery) {
  const auto post = [&](const char* path) {
    client.ask("POST", path, with_member(operation.body, "run_id", delivery.run->id));
  };
  switch (operation.call) {
    case Call::create:
      return {make_run(client, operation, delivery), ""};
    case Call::use:
      return {get_run(client, Json::parse(operation.body).at("run_id").get<std::string>()), ""};
    case Call::enrol:
      return {std::nullopt, enrol(client, operation, delivery)};
    case Call::batch:
      post("runs/log-batch");
      break;
    case Call::inputs:
      post("runs/log-inputs");
      break;
    case Call::end:
      post("runs/update");
      break;
    case Call::artifact:
      send_file(client, operation, delivery);
      break;
  }
  return {};
}

}  // namespace

std::string run_key(const JournalHead& head, const std::string& run) {
  return run.empty() ? head.key : head.key + "/" + run;
}

Delivered deliver(Client& client, const Operation& operation, const Delivery& delivery) {
  try {
    Delivered delivered = done(client, operation, delivery);
    check_identifiers(client, delivered);
    return delivered;
  } catch (const Json::exception&) {
    throw ServiceError(refused("an entry of the journal is damaged: " + std::string(call_name(operation.call))),
                       client.address().base);
  }
}

}  // namespace shoal::tracking
