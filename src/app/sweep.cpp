// Every k on any numeric table.
#include <utility>

#include "app/prepared.hpp"
#include "app/run_folder.hpp"
#include "app/session.hpp"
#include "app/sweeping.hpp"
#include "shoal/app.hpp"
#include "shoal/files.hpp"
#include "shoal/text.hpp"

namespace shoal {

RunRecord sweep(const SweepCommand& command, const Settings& settings) {
  app::Session session("sweep", settings);
  session.track(command.output);
  RunRecord& record = session.record();
  FeatureTable table =
      session.timed("read", [&] { return app::read_numbers(session, command.input, command.reading); });
  session.say("Read", grouped(table.rows()) + " rows, " + grouped(table.cols()) + " columns in " +
                          app::last_stage_time(record));
  const app::FittedRows fitted = session.timed("prepare", [&] {
    return app::fit_preparation(session, command.preparation, command.sweep.kmeans.metric, std::move(table));
  });
  app::sweep_and_choose(session, fitted.rows.points(), command.sweep, command.extent, std::nullopt, "rows");
  if (command.output.empty()) {
    session.close();
    session.finish_tracking({});
    return std::move(record);
  }
  OutputFolder folder(command.output);
  app::finish_run_folder(session, folder);
  session.finish_tracking({{command.output / "sweep.csv", "sweep.csv"}, {command.output / "run.json", "run.json"}});
  return std::move(record);
}

}  // namespace shoal
