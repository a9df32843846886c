#include "app/model_source.hpp"

#include <string>

#include "base/staging.hpp"
#include "shoal/error.hpp"
#include "shoal/registry.hpp"

namespace shoal::app {

namespace {

namespace fs = std::filesystem;

/// A private folder, gone with its owner; what a killed process left of the kind goes before it is made.
detail::StagingFolder temporary_folder() {
  std::error_code failed;
  const fs::path parent = fs::temp_directory_path(failed);
  if (failed) {
    throw Error(ErrorCode::data, "no temporary folder can be made", "check TMPDIR and the space on its disk",
                parent.string());
  }
  return detail::StagingFolder(parent);
}

}  // namespace

Model open_model(Session& session, const Settings& settings, const fs::path& source) {
  if (!names_registered_model(source.string())) return load_model(source);
  if (settings.tracking.uri.empty()) {
    throw Error(ErrorCode::usage, "no MLflow server is named whose registry has this model",
                "give --mlflow http://HOST:PORT or set MLFLOW_TRACKING_URI", source.string());
  }
  const detail::StagingFolder folder = temporary_folder();
  std::string version;
  try {
    const ModelVersion fetched =
        fetch_registered(settings.tracking, source.string(), folder.path(), model_files, settings.cancellation);
    version = ", version " + fetched.version;
    Model model = load_model(folder.path());
    session.say("Model", fetched.name + " version " + fetched.version + " of the registry");
    return model;
  } catch (const Error& error) {
    if (error.code() != ErrorCode::model) throw;
    throw Error(error.code(), error.message(), "look into that version at the server, or register the model again",
                source.string() + version, error.found());
  }
}

}  // namespace shoal::app
