#include <memory>

#include "cli/invocation.hpp"
#include "cli/json_output.hpp"
#include "cli/options.hpp"
#include "shoal/text.hpp"

namespace shoal::cli {

namespace {

void print(Terminal& terminal, const PushSummary& summary, const std::string& folder) {
  for (const std::string& address : summary.addresses) terminal.result(address);
  if (summary.still_running > 0) {
    terminal.stage("Waiting", grouped(static_cast<std::int64_t>(summary.still_running)) + " of its runs still running");
  }
  terminal.stage("Sent", summary.runs == 0 ? "nothing: " + folder + " has no unsent record"
                                           : grouped(summary.sent) + " entries of " +
                                                 grouped(static_cast<std::int64_t>(summary.runs)) +
                                                 (summary.runs == 1 ? " run" : " runs"));
  std::vector<std::string> warnings;
  for (const std::string& words : summary.refused) warnings.push_back("MLflow refused: " + words);
  terminal.warnings(warnings);
}

}  // namespace

void add_track(Command& program, const Globals& globals) {
  Command& track = program.command("track", "Look after the records of tracked runs", "shoal track push shoal-run");
  Command& push =
      track.command("push", "Send what the MLflow server did not take while a command ran",
                    "shoal track push shoal-run\nshoal track push shoal-tracking --mlflow http://localhost:5000");
  auto folder = std::make_shared<std::filesystem::path>();
  push.path("DIR", *folder, "Run folder, or shoal-tracking for commands without one").needed();
  add_tracking(push, Tracked::registry);
  push.run = [folder, &globals](Terminal& terminal, const Settings& settings) {
    const PushSummary summary = track_push(settings.tracking, *folder, settings.cancellation);
    if (globals.json) return terminal.document(push_json(summary));
    print(terminal, summary, folder->string());
  };
}

}  // namespace shoal::cli
