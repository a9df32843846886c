#include <memory>

#include "cli/invocation.hpp"
#include "cli/json_output.hpp"
#include "cli/options.hpp"
#include "cli/print.hpp"
#include "shoal/error.hpp"

namespace shoal::cli {

void add_predict(Command& program, const Globals& globals) {
  auto command = std::make_shared<PredictCommand>();
  Command& sub = program.command(
      "predict", "Score new transactions or features with a fitted model: label, distance, margin",
      "shoal predict shoal-run/model new-orders.csv -o scored.csv\n"
      "shoal predict model features.parquet -o scored.parquet\n"
      "shoal predict models:/customers@champion new-orders.csv -o scored.csv --mlflow http://localhost:5000");
  sub.path("MODEL", command->model, "Model folder; or models:/NAME@ALIAS or models:/NAME/VERSION of the registry")
      .needed();
  sub.paths("INPUT", command->prepare.inputs, "Transactions or features: one or more files or folders").needed();
  sub.path("-o,--output", command->output, "File to write (.csv or .parquet), - for standard output").needed();
  sub.text("--id", command->reading.id_column, "Column that names the rows").in_group("Reading").named("NAME");
  add_header(sub, command->reading);
  add_reading(sub, command->prepare);
  add_dates(sub, command->prepare.cleaning);
  const Choices<std::optional<Returns>> returns = {
      {"as-fitted", std::nullopt}, {"net", Returns::net}, {"gross", Returns::gross}};
  sub.choice("--returns", command->returns, returns,
             "Spend net of what came back, or gross; as where the model was fitted")
      .in_group("Features");
  add_csv_safe(sub, &command->prepare.reading);
  add_tracking(sub, Tracked::registry);
  sub.run = [command, &globals](Terminal& terminal, const Settings& settings) {
    if (globals.json && command->output == "-") {
      throw Error(ErrorCode::usage, "the labels and the document of --json both go to standard output",
                  "give -o a file, or leave --json out", "-o");
    }
    const RunRecord record = predict(*command, settings);
    if (globals.json) terminal.document(predict_json(record));
    terminal.warnings(record.run.warnings);
    terminal.note(done_sentence(record, terminal.seconds()));
  };
}

}  // namespace shoal::cli
