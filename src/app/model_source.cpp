#include "app/model_source.hpp"

#include <string>

#include "shoal/error.hpp"
#include "shoal/registry.hpp"

namespace shoal::app {

Model open_model(Session& session, const Settings& settings, const std::filesystem::path& source) {
  if (!names_registered_model(source.string())) return load_model(source);
  if (settings.tracking.uri.empty()) {
    throw Error(ErrorCode::usage, "no MLflow server is named whose registry has this model",
                "give --mlflow http://HOST:PORT or set MLFLOW_TRACKING_URI", source.string());
  }
  const RegisteredFiles found = open_registered(settings.tracking, source.string(), settings.cancellation);
  const std::string name = source.string() + ", version " + found.version.version;
  try {
    Model model = load_model(found.read, name);
    session.say("Model", found.version.name + " version " + found.version.version + " of the registry");
    return model;
  } catch (const Error& error) {
    if (error.code() != ErrorCode::model) throw;
    throw Error(error.code(), error.message(), "look into that version at the server, or register the model again",
                name, error.found());
  }
}

}  // namespace shoal::app
