#include <CLI/CLI.hpp>
#include <memory>

#include "cli/json_output.hpp"
#include "cli/options.hpp"
#include "cli/print.hpp"
#include "shoal/device.hpp"

namespace shoal::cli {

void add_devices(CLI::App& app, Invocation& invocation) {
  add_command(app, "devices", "What can compute here, and why not", "shoal devices\nshoal devices --json")
      .callback([&invocation] {
        invocation.run = [&invocation](Terminal& terminal, const Settings&) {
          if (invocation.globals.json) return terminal.result(devices_json(devices()));
          for (const std::string& line : devices_table(devices())) terminal.result(line);
        };
      });
}

}  // namespace shoal::cli
