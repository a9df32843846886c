#include <fmt/format.h>

#include <memory>

#include "cli/algorithm_options.hpp"
#include "cli/invocation.hpp"
#include "cli/json_output.hpp"
#include "cli/options.hpp"
#include "cli/print.hpp"
#include "cli/table.hpp"
#include "shoal/error.hpp"
#include "shoal/preparation.hpp"
#include "shoal/text.hpp"

namespace shoal::cli {

namespace {

void print_fit(Terminal& terminal, const RunRecord& record) {
  const bool tested = !record.result.test_metrics.empty();
  TextTable table(tested ? std::vector<TextTable::Column>{{"measure", TextTable::Align::left}, {"training"}, {"test"}}
                         : std::vector<TextTable::Column>{{"measure", TextTable::Align::left}, {"value"}});
  for (const auto& [name, value] : record.result.metrics) {
    std::vector<std::string> cells{name, fmt::format("{:.6g}", value)};
    if (tested)
      cells.push_back(
          record.result.test_metrics.contains(name) ? fmt::format("{:.6g}", record.result.test_metrics.at(name)) : "-");
    table.add(std::move(cells));
  }
  terminal.results(table);
  std::vector<std::string> sizes;
  for (const std::int64_t size : record.result.clustering.sizes) sizes.push_back(grouped(size));
  if (record.result.clustering.noise > 0) sizes.push_back("noise " + grouped(record.result.clustering.noise));
  terminal.sentence("  sizes: " + join(sizes, "  "), 9);
}

}  // namespace

void add_fit(Command& program, const Globals& globals) {
  auto command = std::make_shared<FitCommand>();
  Command& sub = program.command("fit", "Cluster any numeric table",
                                 "shoal fit features.parquet -k 4 -o model --labels labels.csv\n"
                                 "shoal fit features-train.csv -k 4 --test features-test.csv\n"
                                 "shoal fit vectors.npy -k 100 --metric cosine --prepare none");
  sub.path("FEATURES", command->input, k_table_formats).needed();
  Option& k = add_algorithms(sub, command->algorithm).in_group("Options");
  k.standard.clear();
  const Option& k_from = add_k_from(sub, command->k_from, k);
  sub.path("-o,--output", command->model, "Model folder to write");
  sub.path("--labels", command->labels, "Label file to write (.csv or .parquet)");
  sub.path("--test", command->test, "Held-out table whose measures stand beside the training ones");
  add_preparation(sub, command->preparation);
  sub.text("--weights", command->weights_column, "Column with the rows' weights: a row of weight 3 counts as three")
      .named("NAME");
  Option& initial = sub.path("--initial", command->initial,
                             "Table of first centroids, in the prepared space; as many clusters as rows");
  initial.instead_of(*sub.find("init"));
  add_table_reading(sub, command->reading);
  add_silhouette(sub, command->silhouette, "Measures");
  add_csv_safe(sub, nullptr);
  add_tracking(sub, Tracked::models);
  sub.run = [command, &k, &k_from, &initial, &globals](Terminal& terminal, const Settings& settings) {
    const bool has_k = find_option(info_of(command->algorithm), "k") != nullptr;
    if (has_k && !k.is_given() && !k_from.is_given() && !initial.is_given())
      throw Error(ErrorCode::usage, "-k is required", "for example -k 4, --k-from SWEEP_DIR or --initial CENTROIDS");
    FitCommand chosen = *command;
    chosen.k_asked = k.is_given();
    chosen.reading.allow_missing = Preparation::parse(chosen.preparation).has(StepKind::impute);
    const RunRecord record = fit(chosen, settings);
    if (globals.json) terminal.document(fit_json(record));
    if (!globals.json) print_fit(terminal, record);
    terminal.warnings(record.run.warnings);
    terminal.note(done_sentence(record, terminal.seconds()));
  };
}

}  // namespace shoal::cli
