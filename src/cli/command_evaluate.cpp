#include <fmt/format.h>

#include <memory>

#include "cli/invocation.hpp"
#include "cli/json_output.hpp"
#include "cli/options.hpp"
#include "cli/table.hpp"
#include "shoal/text.hpp"

namespace shoal::cli {

namespace {

void print_evaluation(Terminal& terminal, const RunRecord& record) {
  TextTable measures({{"measure", TextTable::Align::left}, {"value"}});
  for (const auto& [name, value] : record.result.metrics) measures.add({name, fmt::format("{:.6f}", value)});
  terminal.results(measures);
  terminal.result("");
  const bool texts = record.result.text_labels;
  TextTable clusters({{"cluster", texts ? TextTable::Align::left : TextTable::Align::right}, {"rows"}, {"silhouette"}});
  const ClusteringSummary& found = record.result.clustering;
  for (std::size_t c = 0; c < found.sizes.size(); ++c) {
    const bool measured = !found.cluster_silhouettes.empty();
    clusters.add({record.result.given_labels[c], grouped(found.sizes[c]),
                  measured ? fmt::format("{:.3f}", found.cluster_silhouettes[c]) : std::string("-")});
  }
  if (found.noise > 0) clusters.add({"noise", grouped(found.noise), "-"});
  terminal.results(clusters);
}

/// Which space the measures are of.
std::string space_sentence(const std::string& preparation) {
  if (preparation != "none" && !preparation.empty()) return "Measured after --prepare " + preparation + ".";
  return "Measured on the values as given; `shoal fit` and `shoal sweep` measure theirs after --prepare standardise.";
}

}  // namespace

void add_evaluate(Command& program, const Globals& globals) {
  auto command = std::make_shared<EvaluateCommand>();
  Command& sub = program.command(
      "evaluate",
      "Measure a labelling: silhouette, Calinski-Harabasz, Davies-Bouldin; against a truth: Rand, mutual information",
      "shoal evaluate features.csv --labels labels.csv\n"
      "shoal evaluate features.csv --labels labels.csv --truth truth.csv --truth-column segment");
  sub.path("FEATURES", command->input, k_table_formats).needed();
  sub.path("--labels", command->labels,
           "Label file: one label a row, by id where both files have ids, else in the same order")
      .needed();
  sub.text("--label-column", command->labels_column, "Its column").named("NAME");
  sub.path("--truth", command->truth, "File with the true groups");
  sub.text("--truth-column", command->truth_column, "Its column (default: that of the labels)").named("NAME");
  add_preparation(
      sub, command->preparation,
      "; none, as other tools measure, where fit and sweep standardise: give theirs to measure their space");
  add_silhouette(sub, command->silhouette, "Measures");
  add_table_reading(sub, command->reading);
  sub.run = [command, &globals](Terminal& terminal, const Settings& settings) {
    const RunRecord record = evaluate(*command, settings);
    if (globals.json) terminal.document(evaluate_json(record));
    if (!globals.json) print_evaluation(terminal, record);
    terminal.note("");
    terminal.paragraph("", space_sentence(command->preparation));
    terminal.warnings(record.run.warnings);
  };
}

}  // namespace shoal::cli
