#include <memory>

#include "cli/algorithm_options.hpp"
#include "cli/invocation.hpp"
#include "cli/json_output.hpp"
#include "cli/options.hpp"
#include "cli/print.hpp"

namespace shoal::cli {

void add_sweep(Command& program, const Globals& globals) {
  auto command = std::make_shared<SweepCommand>();
  auto kmeans = std::make_shared<AlgorithmOptions>();
  Command& sub = program.command(
      "sweep", "Fit and measure every k, and choose one with reasons",
      "shoal sweep features.parquet -k 2..12\n"
      "shoal sweep features.csv --columns recency_days,frequency,total_spend --prepare log1p,standardise -o sweep-run");
  sub.path("FEATURES", command->input, k_table_formats).needed();
  add_k_range(sub, command->sweep, "Range of k");
  sub.path("-o,--output", command->output, "Folder for sweep.csv and run.json");
  add_preparation(sub, command->preparation);
  add_table_reading(sub, command->reading);
  add_kmeans(sub, *kmeans);
  add_extent(sub, command->extent);
  add_tracking(sub, Tracked::runs);
  sub.run = [command, kmeans, &globals](Terminal& terminal, const Settings& settings) {
    SweepCommand chosen = *command;
    chosen.sweep.kmeans = std::get<KMeansOptions>(*kmeans);
    chosen.reading.allow_missing = Preparation::parse(chosen.preparation).has(StepKind::impute);
    const RunRecord record = sweep(chosen, settings);
    if (globals.json) {
      terminal.document(sweep_json(record));
    } else {
      terminal.results(sweep_table(record));
      terminal.result("");
      terminal.sentence(choice_sentence(record));
    }
    terminal.warnings(record.run.warnings);
    terminal.note(done_sentence(record, terminal.seconds()));
  };
}

}  // namespace shoal::cli
