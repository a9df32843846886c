// What is asked of the model registry, each a call or two of the REST API. All throw ServiceError.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "tracking/answers.hpp"
#include "tracking/client.hpp"

namespace shoal::tracking {

/// Makes the registered model, unless it is there.
void make_model(Client& client, const std::string& name);

/// The version that a run made, with the tag k_key_tag = key, if there is one.
std::optional<ModelVersion> find_version(Client& client, const std::string& name, const std::string& run_id,
                                         const std::string& key);

/// `body`: that of model-versions/create without source and run_id. `path`: of the model among the run's artifacts.
ModelVersion make_version(Client& client, const std::string& body, const Run& run, const std::string& path);

void set_alias(Client& client, const std::string& name, const std::string& alias, const std::string& version);

/// All models; or that of the name.
std::vector<RegisteredModel> registered_models(Client& client, const std::string& name);
/// All versions of a model, newest first, without aliases.
std::vector<ModelVersion> versions_of(Client& client, const std::string& name);

ModelVersion get_version(Client& client, const std::string& name, const std::string& version);
ModelVersion version_with_alias(Client& client, const std::string& name, const std::string& alias);

/// Where its files lie behind the artifact proxy: "1/<run>/artifacts/model".
std::string folder_of_version(Client& client, const ModelVersion& version);

}  // namespace shoal::tracking
