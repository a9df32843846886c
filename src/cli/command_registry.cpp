#include <memory>

#include "cli/invocation.hpp"
#include "cli/json_output.hpp"
#include "cli/options.hpp"
#include "cli/print.hpp"
#include "shoal/error.hpp"
#include "shoal/registry.hpp"

namespace shoal::cli {

namespace {

const TrackingSettings& with_server(const TrackingSettings& tracking) {
  if (!tracking.uri.empty()) return tracking;
  throw Error(ErrorCode::usage, "no MLflow server is named",
              "give --mlflow http://HOST:PORT or set MLFLOW_TRACKING_URI");
}

void add_list(Command& registry, const Globals& globals) {
  auto name = std::make_shared<std::string>();
  Command& list = registry.command("list", "Show the registered models and their versions",
                                   "shoal registry list --mlflow http://localhost:5000\nshoal registry list customers");
  list.text("NAME", *name, "Only this model");
  add_tracking(list, Tracked::registry);
  list.run = [name, &globals](Terminal& terminal, const Settings& settings) {
    const auto versions = list_registered(with_server(settings.tracking), *name, settings.cancellation);
    if (globals.json) return terminal.document(registry_json(versions));
    if (versions.empty()) return terminal.note("No versions are registered.");
    terminal.results(registry_table(versions));
  };
}

void add_promote(Command& registry, const Globals& globals) {
  struct Options {
    std::string name, version, alias = "champion";
  };
  auto command = std::make_shared<Options>();
  Command& promote = registry.command("promote", "Give an alias to a version of a registered model",
                                      "shoal registry promote customers 3\n"
                                      "shoal registry promote customers 4 --alias challenger");
  promote.text("NAME", command->name, "Registered model").needed();
  promote.text("VERSION", command->version, "Its version, a number").needed();
  promote.text("--alias", command->alias, "Alias; taken from the version that has it").named("ALIAS");
  add_tracking(promote, Tracked::registry);
  promote.run = [command, &globals](Terminal& terminal, const Settings& settings) {
    const std::string before = promote_registered(with_server(settings.tracking), command->name, command->version,
                                                  command->alias, settings.cancellation);
    if (globals.json) terminal.document(promotion_json(command->name, command->version, command->alias, before));
    terminal.stage("Promoted", command->name + " version " + command->version + " is " + command->alias + " now" +
                                   (before.empty() ? "" : "; it was version " + before));
  };
}

}  // namespace

void add_registry(Command& program, const Globals& globals) {
  Command& registry = program.command("registry", "Look after registered models at an MLflow server",
                                      "shoal registry list\nshoal registry promote customers 3 --alias champion");
  add_list(registry, globals);
  add_promote(registry, globals);
}

}  // namespace shoal::cli
