#include <CLI/CLI.hpp>
#include <memory>

#include "cli/json_output.hpp"
#include "cli/options.hpp"
#include "cli/print.hpp"
#include "shoal/error.hpp"

namespace shoal::cli {

void add_predict(CLI::App& app, Invocation& invocation) {
  auto command = std::make_shared<PredictCommand>();
  auto texts = std::make_shared<ReadingTexts>();
  CLI::App& sub = add_command(
      app, "predict", "Score new transactions or features with a fitted model: label, distance, margin",
      "shoal predict shoal-run/model new-orders.csv -o scored.csv\n"
      "shoal predict model features.parquet -o scored.parquet\n"
      "shoal predict models:/customers@champion new-orders.csv -o scored.csv --mlflow http://localhost:5000");
  sub.add_option("MODEL", command->model, "Model folder; or models:/NAME@ALIAS or models:/NAME/VERSION of the registry")
      ->required();
  sub.add_option("INPUT", command->prepare.input, "Transactions or features")->required();
  sub.add_option("-o,--output", command->output, "File to write (.csv or .parquet), - for standard output")->required();
  sub.add_option("--id", command->reading.id_column, "Column that names the rows")->group("Reading");
  add_reading(sub, *texts);
  add_tracking(sub, invocation.tracking, false);
  sub.callback([=, &invocation] {
    invocation.run = [=, &invocation](Terminal& terminal, const Settings& settings) {
      PredictCommand chosen = *command;
      apply(*texts, chosen.prepare);
      const RunRecord record = predict(chosen, settings);
      if (invocation.globals.json) terminal.result(predict_json(record));
      terminal.warnings(record.run.warnings);
      terminal.note(done_sentence(record));
    };
  });
}

}  // namespace shoal::cli
