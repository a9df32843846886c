#include "cli/invocation.hpp"
#include "cli/json_output.hpp"
#include "cli/print.hpp"
#include "shoal/device.hpp"

namespace shoal::cli {

void add_devices(Command& program, const Globals& globals) {
  Command& command =
      program.command("devices", "What can compute here, and why not", "shoal devices\nshoal devices --json");
  command.run = [&globals](Terminal& terminal, const Settings&) {
    if (globals.json) return terminal.document(devices_json(devices()));
    terminal.results(devices_table(devices()));
  };
}

}  // namespace shoal::cli
