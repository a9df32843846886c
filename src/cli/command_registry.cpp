#include <CLI/CLI.hpp>
#include <memory>

#include "cli/json_output.hpp"
#include "cli/options.hpp"
#include "cli/print.hpp"
#include "shoal/error.hpp"
#include "shoal/registry.hpp"

namespace shoal::cli {

namespace {

TrackingSettings registry_settings(const CLI::App& command, const TrackingTexts& texts) {
  TrackingSettings settings = tracking_settings(command, texts);
  if (settings.uri.empty()) {
    throw Error(ErrorCode::usage, "no MLflow server is named",
                "give --mlflow http://HOST:PORT or set MLFLOW_TRACKING_URI");
  }
  return settings;
}

void add_list(CLI::App& registry, Invocation& invocation) {
  auto name = std::make_shared<std::string>();
  CLI::App& list = add_command(registry, "list", "Show the registered models and their versions",
                               "shoal registry list --mlflow http://localhost:5000\nshoal registry list customers");
  list.add_option("NAME", *name, "Only this model");
  add_tracking(list, invocation.tracking, false);
  list.callback([=, &list, &invocation] {
    invocation.run = [=, &list, &invocation](Terminal& terminal, const Settings& settings) {
      const auto versions = list_registered(registry_settings(list, invocation.tracking), *name, settings.cancellation);
      if (invocation.globals.json) return terminal.result(registry_json(versions));
      if (versions.empty()) return terminal.note("No versions are registered.");
      for (const std::string& line : registry_table(versions)) terminal.result(line);
    };
  });
}

void add_promote(CLI::App& registry, Invocation& invocation) {
  struct Options {
    std::string name, version, alias = "champion";
  };
  auto command = std::make_shared<Options>();
  CLI::App& promote = add_command(registry, "promote", "Give an alias to a version of a registered model",
                                  "shoal registry promote customers 3\n"
                                  "shoal registry promote customers 4 --alias challenger");
  promote.add_option("NAME", command->name, "Registered model")->required();
  promote.add_option("VERSION", command->version, "Its version, a number")->required();
  promote.add_option("--alias", command->alias, "Alias; taken from the version that has it");
  add_tracking(promote, invocation.tracking, false);
  promote.callback([=, &promote, &invocation] {
    invocation.run = [=, &promote, &invocation](Terminal& terminal, const Settings& settings) {
      const std::string before = promote_registered(registry_settings(promote, invocation.tracking), command->name,
                                                    command->version, command->alias, settings.cancellation);
      if (invocation.globals.json) {
        terminal.result(promotion_json(command->name, command->version, command->alias, before));
      }
      terminal.stage("Promoted", command->name + " version " + command->version + " is " + command->alias + " now" +
                                     (before.empty() ? "" : "; it was version " + before));
    };
  });
}

}  // namespace

void add_registry(CLI::App& app, Invocation& invocation) {
  CLI::App& registry = add_command(app, "registry", "Look after registered models at an MLflow server",
                                   "shoal registry list\nshoal registry promote customers 3 --alias champion");
  registry.require_subcommand(1);
  add_list(registry, invocation);
  add_promote(registry, invocation);
}

}  // namespace shoal::cli
