// Where a model to score with comes from: a folder, or the model registry.
#pragma once

#include <filesystem>

#include "app/session.hpp"
#include "shoal/model.hpp"

namespace shoal::app {

/// The model in a folder, or, for "models:/NAME@ALIAS" and "models:/NAME/VERSION", of the registry at the tracking server of
/// the settings: downloaded into memory and checked as every folder is. Error{usage} when there is no such server; Errors of
/// open_registered() and load_model().
Model open_model(Session& session, const Settings& settings, const std::filesystem::path& source);

}  // namespace shoal::app
