#include <CLI/CLI.hpp>
#include <memory>

#include "cli/json_output.hpp"
#include "cli/options.hpp"
#include "cli/print.hpp"
#include "shoal/error.hpp"

namespace shoal::cli {

void add_sweep(CLI::App& app, Invocation& invocation) {
  auto command = std::make_shared<SweepCommand>();
  auto texts = std::make_shared<KMeansTexts>();
  auto extent = std::make_shared<ExtentTexts>();
  auto k = std::make_shared<std::string>("2..10");
  CLI::App& sub = add_command(
      app, "sweep", "Fit and measure every k, and choose one with reasons",
      "shoal sweep features.parquet -k 2..12\n"
      "shoal sweep features.csv --columns recency_days,frequency,total_spend --prepare log1p,standardise -o sweep-run");
  sub.add_option("FEATURES", command->input, "CSV (.gz, .zst), Parquet, .npy, or - for standard input")->required();
  sub.add_option("-k", *k, "Range of k");
  sub.add_option("-o,--output", command->output, "Folder for sweep.csv and run.json");
  sub.add_option("--prepare", command->preparation,
                 "Preparation steps, by comma: impute, log1p, winsorise:P, drop-z:T, drop-iqr:T, standardise, min-max, "
                 "robust, unit-length, none");
  add_table_reading(sub, command->reading);
  add_kmeans(sub, *texts, command->sweep.kmeans);
  add_extent(sub, *extent);
  add_tracking(sub, invocation.tracking);
  sub.callback([=, &invocation] {
    invocation.run = [=, &invocation](Terminal& terminal, const Settings& settings) {
      SweepCommand chosen = *command;
      apply(*texts, chosen.sweep.kmeans);
      apply(*extent, chosen.extent);
      const KRange range = parse_k_range(*k);
      chosen.sweep.k_min = range.low;
      chosen.sweep.k_max = range.high;
      chosen.reading.allow_missing = Preparation::parse(chosen.preparation).has(StepKind::impute);
      const RunRecord record = sweep(chosen, settings);
      if (invocation.globals.json) {
        terminal.result(sweep_json(record));
      } else {
        for (const std::string& line : sweep_table(record)) terminal.result(line);
        terminal.result("\n" + choice_sentence(record));
      }
      terminal.warnings(record.run.warnings);
      terminal.note(done_sentence(record));
    };
  });
}

}  // namespace shoal::cli
