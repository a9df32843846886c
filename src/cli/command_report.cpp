#include <CLI/CLI.hpp>
#include <memory>

#include "cli/options.hpp"

namespace shoal::cli {

void add_report(CLI::App& app, Invocation& invocation) {
  auto folder = std::make_shared<std::filesystem::path>();
  CLI::App& sub = add_command(app, "report", "Render the report of a run folder anew", "shoal report shoal-run");
  sub.add_option("DIR", *folder, "Folder of a segment run")->required();
  sub.callback([=, &invocation] {
    invocation.run = [=](Terminal& terminal, const Settings&) { terminal.stage("Wrote", report(*folder).string()); };
  });
}

}  // namespace shoal::cli
