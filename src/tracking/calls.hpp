// What a tracker asks of a server, each a call or two of the REST API. All throw ServiceError.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "tracking/answers.hpp"
#include "tracking/client.hpp"

namespace shoal::tracking {

/// The experiment of that name, made when there is none. Several processes that start together get the same one: who comes
/// second is told that it exists. A deleted one is an error (Outcome::closed): MLflow takes no runs into it.
Experiment open_experiment(Client& client, const std::string& name);

/// The tag by which a run that we made is found again when the answer to runs/create was lost.
inline constexpr const char* k_key_tag = "shoal.run_key";

/// The run with the tag k_key_tag = key, if there is one.
std::optional<Run> find_run(Client& client, const std::string& experiment_id, const std::string& key);

/// The body of a call, with "experiment_id" or "run_id" set in it. `body` is a JSON object as text.
std::string with_member(const std::string& body, const char* key, const std::string& value);

Run create_run(Client& client, const std::string& experiment_id, const std::string& body);
Run get_run(Client& client, const std::string& run_id);

/// Streams a file to `path` ("model/model.json") among the artifacts of a run. Outcome::refused where the server keeps them
/// at a place that it does not lead to.
void upload_artifact(Client& client, const Run& run, const std::filesystem::path& file, const std::string& path);

}  // namespace shoal::tracking
