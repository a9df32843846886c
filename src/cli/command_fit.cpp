#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "cli/json_output.hpp"
#include "cli/options.hpp"
#include "cli/print.hpp"
#include "cli/table.hpp"
#include "shoal/error.hpp"
#include "shoal/preparation.hpp"
#include "shoal/text.hpp"

namespace shoal::cli {

namespace {

struct FitTexts {
  KMeansTexts kmeans;
  std::string silhouette = "auto", algorithm = "kmeans";
};

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
  for (const std::string& line : table.lines()) terminal.result(line);
  std::vector<std::string> sizes;
  for (const std::int64_t size : record.result.clustering.sizes) sizes.push_back(grouped(size));
  if (record.result.clustering.noise > 0) sizes.push_back("noise " + grouped(record.result.clustering.noise));
  terminal.result(wrapped("  sizes: " + join(sizes, "  "), 80, 9));
}

}  // namespace

void add_fit(CLI::App& app, Invocation& invocation) {
  auto command = std::make_shared<FitCommand>();
  auto texts = std::make_shared<FitTexts>();
  CLI::App& sub = add_command(app, "fit", "Cluster any numeric table",
                              "shoal fit features.parquet -k 4 -o model --labels labels.csv\n"
                              "shoal fit features-train.csv -k 4 --test features-test.csv\n"
                              "shoal fit vectors.npy -k 100 --metric cosine --prepare none");
  sub.add_option("FEATURES", command->input, "CSV (.gz, .zst), Parquet, .npy, or - for standard input")->required();
  sub.add_option("--algorithm", texts->algorithm, "kmeans")->check(CLI::IsMember({"kmeans"}));
  CLI::Option* k = sub.add_option("-k", command->kmeans.k, "Clusters")->default_str("");
  CLI::Option* k_from = add_k_from(sub, command->k_from, *k);
  sub.add_option("-o,--output", command->model, "Model folder to write");
  sub.add_option("--labels", command->labels, "Label file to write (.csv or .parquet)");
  sub.add_option("--test", command->test, "Held-out table whose measures stand beside the training ones");
  sub.add_option("--prepare", command->preparation,
                 "Preparation steps, by comma: impute, log1p, winsorise:P, drop-z:T, drop-iqr:T, standardise, min-max, "
                 "robust, unit-length, none");
  sub.add_option("--weights", command->weights_column, "Column with the rows' weights");
  const CLI::Option* initial = sub.add_option(
      "--initial", command->initial, "Table of first centroids, in the prepared space; as many clusters as rows");
  add_table_reading(sub, command->reading);
  add_kmeans(sub, texts->kmeans, command->kmeans);
  add_silhouette(sub, texts->silhouette, "Measures");
  add_tracking(sub, invocation.tracking);
  add_registration(sub, invocation.tracking);
  sub.callback([=, &invocation] {
    invocation.run = [=, &invocation](Terminal& terminal, const Settings& settings) {
      if (k->count() + k_from->count() + initial->count() == 0)
        throw Error(ErrorCode::usage, "-k is required", "for example -k 4, --k-from SWEEP_DIR or --initial CENTROIDS");
      FitCommand chosen = *command;
      apply(texts->kmeans, chosen.kmeans);
      chosen.silhouette = parse_silhouette(texts->silhouette);
      chosen.reading.allow_missing = Preparation::parse(chosen.preparation).has(StepKind::impute);
      const RunRecord record = fit(chosen, settings);
      if (invocation.globals.json) terminal.result(fit_json(record));
      if (!invocation.globals.json) print_fit(terminal, record);
      terminal.warnings(record.run.warnings);
      terminal.note(done_sentence(record));
    };
  });
}

}  // namespace shoal::cli
