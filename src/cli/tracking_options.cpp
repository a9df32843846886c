#include <memory>

#include "cli/options.hpp"
#include "shoal/error.hpp"

namespace shoal::cli {

namespace {

/// --mlflow and its companions, as given.
struct TrackingTexts {
  std::string uri, experiment, model_name, model_alias;
  bool required = false;
};

/// The environment's settings, overruled by the options.
TrackingSettings settled(const TrackingTexts& texts, bool uri_given) {
  TrackingSettings settings = tracking_from_environment();
  settings.asked_for = uri_given;
  if (settings.asked_for) settings.uri = texts.uri;
  if (!texts.experiment.empty()) settings.experiment_name = texts.experiment;
  settings.required = texts.required;
  settings.registration = {texts.model_name, texts.model_alias};
  check_registration(settings);
  if (settings.required && settings.uri.empty()) {
    throw Error(ErrorCode::usage, "no tracking server is named",
                "give --mlflow http://HOST:PORT or set MLFLOW_TRACKING_URI", "--mlflow-required");
  }
  return settings;
}

void add_runs(Command& command, TrackingTexts& texts) {
  command
      .text("--mlflow-experiment", texts.experiment,
            "Experiment to log into, made if need be (default: MLFLOW_EXPERIMENT_NAME, or shoal)")
      .in_group("Tracking")
      .named("NAME");
  command.flag("--mlflow-required", texts.required, "Fail when the server does not take the record")
      .in_group("Tracking");
}

void add_registration(Command& command, TrackingTexts& texts) {
  command.text("--register", texts.model_name, "Name in the model registry of the MLflow server; a new version")
      .in_group("Tracking")
      .named("NAME");
  command.text("--alias", texts.model_alias, "Alias that the new version gets, such as champion")
      .in_group("Tracking")
      .named("ALIAS");
}

}  // namespace

void add_tracking(Command& command, Tracked what) {
  const auto texts = std::make_shared<TrackingTexts>();
  const Option& uri =
      command
          .parsed(
              "--mlflow", "", [texts](const std::string& text, const std::string&) { texts->uri = text; },
              "MLflow server to log to, http://, https:// or azureml://; \"\" for none (default: MLFLOW_TRACKING_URI)")
          .in_group("Tracking")
          .named("URI");
  if (what != Tracked::registry) add_runs(command, *texts);
  if (what == Tracked::models) add_registration(command, *texts);
  command.complete.push_back(
      [texts, &uri](Settings& settings) { settings.tracking = settled(*texts, uri.is_given()); });
}

}  // namespace shoal::cli
