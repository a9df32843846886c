#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "cli/json_output.hpp"
#include "cli/options.hpp"
#include "cli/table.hpp"
#include "shoal/error.hpp"
#include "shoal/text.hpp"

namespace shoal::cli {

namespace {

void print_evaluation(Terminal& terminal, const RunRecord& record) {
  TextTable measures({{"measure", TextTable::Align::left}, {"value"}});
  for (const auto& [name, value] : record.result.metrics) measures.add({name, fmt::format("{:.6f}", value)});
  for (const std::string& line : measures.lines()) terminal.result(line);
  terminal.result("");
  TextTable clusters({{"cluster"}, {"rows"}, {"silhouette"}});
  const ClusteringSummary& found = record.result.clustering;
  for (std::size_t c = 0; c < found.sizes.size(); ++c) {
    const bool measured = !found.cluster_silhouettes.empty();
    clusters.add({std::to_string(c), grouped(found.sizes[c]),
                  measured ? fmt::format("{:.3f}", found.cluster_silhouettes[c]) : std::string("-")});
  }
  if (found.noise > 0) clusters.add({"noise", grouped(found.noise), "-"});
  for (const std::string& line : clusters.lines()) terminal.result(line);
}

}  // namespace

void add_evaluate(CLI::App& app, Invocation& invocation) {
  auto command = std::make_shared<EvaluateCommand>();
  auto silhouette = std::make_shared<std::string>("auto");
  CLI::App& sub = add_command(
      app, "evaluate",
      "Measure a labelling: silhouette, Calinski-Harabasz, Davies-Bouldin; against a truth: Rand, mutual information",
      "shoal evaluate features.csv --labels labels.csv\n"
      "shoal evaluate features.csv --labels labels.csv --truth truth.csv --truth-column segment");
  sub.add_option("FEATURES", command->input, "CSV (.gz, .zst), Parquet, .npy, or - for standard input")->required();
  sub.add_option("--labels", command->labels, "Label file, one label a row in the same order")->required();
  sub.add_option("--label-column", command->labels_column, "Its column");
  sub.add_option("--truth", command->truth, "File with the true groups");
  sub.add_option("--truth-column", command->truth_column, "Its column (default: that of the labels)");
  sub.add_option("--prepare", command->preparation, "Preparation steps before measuring, by comma");
  add_silhouette(sub, *silhouette, "Measures");
  add_table_reading(sub, command->reading);
  sub.callback([=, &invocation] {
    invocation.run = [=, &invocation](Terminal& terminal, const Settings& settings) {
      EvaluateCommand chosen = *command;
      chosen.silhouette = parse_silhouette(*silhouette);
      const RunRecord record = evaluate(chosen, settings);
      if (invocation.globals.json) terminal.result(evaluate_json(record));
      if (!invocation.globals.json) print_evaluation(terminal, record);
      terminal.warnings(record.run.warnings);
    };
  });
}

}  // namespace shoal::cli
