#include <memory>

#include "cli/invocation.hpp"
#include "cli/json_output.hpp"

namespace shoal::cli {

void add_report(Command& program, const Globals& globals) {
  auto folder = std::make_shared<std::filesystem::path>();
  Command& sub = program.command("report", "Render the report of a run folder anew", "shoal report shoal-run");
  sub.path("DIR", *folder, "Folder of a segment run").needed();
  sub.run = [folder, &globals](Terminal& terminal, const Settings&) {
    const std::filesystem::path page = report(*folder);
    terminal.stage("Wrote", page.string());
    if (globals.json) terminal.document(written_json({page}));
  };
}

}  // namespace shoal::cli
