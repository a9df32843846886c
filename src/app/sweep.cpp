// Every k on any numeric table.
#include <optional>
#include <utility>
#include <vector>

#include "app/prepared.hpp"
#include "app/run_folder.hpp"
#include "app/same_file.hpp"
#include "app/session.hpp"
#include "app/sweeping.hpp"
#include "app/trials.hpp"
#include "shoal/app.hpp"
#include "shoal/files.hpp"

namespace shoal {

RunRecord sweep(const SweepCommand& command, const Settings& settings) {
  app::refuse_overwriting({command.input}, {command.output});
  std::optional<OutputFolder> folder;
  if (!command.output.empty()) {
    folder.emplace(command.output, FolderKind::run);
    app::refuse_run_of_another(*folder, "sweep");
    folder->expect({"sweep.csv", "run.json"});
  }
  app::Session session("sweep", settings);
  session.track(command.output);
  app::Numbers numbers = app::read_numbers(session, command.input, command.reading);
  app::say_read(session, numbers);
  app::say_columns(session, numbers.table);
  const app::FittedRows fitted =
      app::fit_preparation(session, command.preparation, command.sweep.kmeans.metric, std::move(numbers.table));
  app::say_prepared(session, fitted);
  app::Chosen chosen =
      app::sweep_and_choose(session, fitted.rows.points(), command.sweep, command.extent, std::nullopt, "rows");
  RunRecord record;
  record.input.file = numbers.file;
  record.features = fitted.record();
  record.trials = std::move(chosen.trials);
  record.result = app::result_of(chosen.entry(), std::ssize(chosen.sweep.silhouette_rows));
  record.run = session.close();
  std::vector<TrackedFile> files;
  if (folder) {
    app::write_run_folder(record, *folder);
    for (const char* name : {"sweep.csv", "run.json"}) files.push_back({command.output / name, name});
  }
  session.finish_tracking(record, files, folder ? &*folder : nullptr);
  return record;
}

}  // namespace shoal
