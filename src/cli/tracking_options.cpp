#include <CLI/CLI.hpp>

#include "cli/options.hpp"
#include "shoal/error.hpp"

namespace shoal::cli {

void add_tracking(CLI::App& command, TrackingTexts& texts, bool runs) {
  const std::string group = "Tracking";
  command
      .add_option(
          "--mlflow", texts.uri,
          "MLflow server to log to, http://, https:// or azureml://; \"\" for none (default: MLFLOW_TRACKING_URI)")
      ->group(group)
      ->type_name("URI");
  if (!runs) return;
  command
      .add_option("--mlflow-experiment", texts.experiment,
                  "Experiment to log into, made if need be (default: MLFLOW_EXPERIMENT_NAME, or shoal)")
      ->group(group)
      ->type_name("NAME");
  command.add_flag("--mlflow-required", texts.required, "Fail when the server does not take the record")->group(group);
}

TrackingSettings tracking_settings(const CLI::App& command, const TrackingTexts& texts) {
  const CLI::Option* uri = command.get_option_no_throw("--mlflow");
  if (uri == nullptr) return {};
  TrackingSettings settings = tracking_from_environment();
  settings.asked_for = uri->count() > 0;
  if (settings.asked_for) settings.uri = texts.uri;
  if (!texts.experiment.empty()) settings.experiment_name = texts.experiment;
  settings.required = texts.required;
  if (settings.required && settings.uri.empty()) {
    throw Error(ErrorCode::usage, "no tracking server is named",
                "give --mlflow http://HOST:PORT or set MLFLOW_TRACKING_URI", "--mlflow-required");
  }
  return settings;
}

}  // namespace shoal::cli
