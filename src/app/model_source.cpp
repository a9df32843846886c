#include "app/model_source.hpp"

#include <cstdlib>
#include <string>

#include "shoal/error.hpp"
#include "shoal/registry.hpp"

namespace shoal::app {

namespace {

namespace fs = std::filesystem;

/// A folder of its own, gone with its owner.
class TemporaryFolder {
 public:
  TemporaryFolder() : path_((fs::temp_directory_path() / "shoal-model-XXXXXX").string()) {
    if (mkdtemp(path_.data()) == nullptr) {
      throw Error(ErrorCode::data, "no temporary folder can be made", "check TMPDIR and the space on its disk", path_);
    }
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  fs::path path() const { return path_; }

 private:
  std::string path_;
};

}  // namespace

Model open_model(Session& session, const Settings& settings, const fs::path& source) {
  if (!names_registered_model(source.string())) return load_model(source);
  if (settings.tracking.uri.empty()) {
    throw Error(ErrorCode::usage, "no MLflow server is named whose registry has this model",
                "give --mlflow http://HOST:PORT or set MLFLOW_TRACKING_URI", source.string());
  }
  const TemporaryFolder folder;
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
