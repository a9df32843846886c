#include <CLI/CLI.hpp>
#include <memory>

#include "cli/json_output.hpp"
#include "cli/options.hpp"
#include "cli/print.hpp"
#include "shoal/error.hpp"

namespace shoal::cli {

void add_prepare(CLI::App& app, Invocation& invocation) {
  auto command = std::make_shared<PrepareCommand>();
  auto texts = std::make_shared<ReadingTexts>();
  CLI::App& sub = add_command(app, "prepare", "Clean transaction lines and compute customer features",
                              "shoal prepare online-retail.csv.gz -o features.parquet\n"
                              "shoal prepare orders.csv -o features.csv --split 0.8");
  sub.add_option("TRANSACTIONS", command->prepare.input,
                 "CSV (.gz, .zst), Parquet, a folder of Parquet parts, or - for standard input")
      ->required();
  sub.add_option("-o,--output", command->output, "Feature table to write (.csv or .parquet)")->required();
  sub.add_option("--split", command->split,
                 "Write NAME-train and NAME-test, with this share of the customers in the first")
      ->type_name("SHARE");
  add_reading(sub, *texts);
  add_cleaning(sub, *texts, command->prepare);
  sub.callback([=, &invocation] {
    invocation.run = [=, &invocation](Terminal& terminal, const Settings& settings) {
      PrepareCommand chosen = *command;
      apply(*texts, chosen.prepare);
      const RunRecord record = prepare(chosen, settings);
      if (invocation.globals.json) terminal.result(to_json(record));
      terminal.warnings(record.run.warnings);
      terminal.note(done_sentence(record));
    };
  });
}

}  // namespace shoal::cli
