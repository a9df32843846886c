#include <memory>

#include "cli/invocation.hpp"

namespace shoal::cli {

void add_report(Command& program, const Globals&) {
  auto folder = std::make_shared<std::filesystem::path>();
  Command& sub = program.command("report", "Render the report of a run folder anew", "shoal report shoal-run");
  sub.path("DIR", *folder, "Folder of a segment run").needed();
  sub.run = [folder](Terminal& terminal, const Settings&) { terminal.stage("Wrote", report(*folder).string()); };
}

}  // namespace shoal::cli
