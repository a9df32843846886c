#include <memory>

#include "cli/invocation.hpp"
#include "cli/json_output.hpp"
#include "cli/options.hpp"
#include "cli/print.hpp"

namespace shoal::cli {

void add_prepare(Command& program, const Globals& globals) {
  auto command = std::make_shared<PrepareCommand>();
  Command& sub = program.command("prepare", "Clean transaction lines and compute customer features",
                                 "shoal prepare online-retail.csv.gz -o features.parquet\n"
                                 "shoal prepare orders.csv -o features.csv --split 0.8");
  sub.paths("TRANSACTIONS", command->prepare.inputs, k_transaction_formats).needed();
  sub.path("-o,--output", command->output, "Feature table to write (.csv or .parquet)").needed();
  const RealRange share{.low = 0.0, .high = 1.0, .with_low = false, .with_high = false};
  sub.parsed(
         "--split", "",
         [command, share](const std::string& text, const std::string& place) {
           command->split = real_number(text, share, place);
         },
         "Write NAME-train and NAME-test, with this share of the customers in the first")
      .named("SHARE")
      .taking(Takes::real);
  add_reading(sub, command->prepare);
  add_cleaning(sub, command->prepare.cleaning);
  add_returns(sub, command->prepare.features);
  add_csv_safe(sub, &command->prepare.reading);
  sub.run = [command, &globals](Terminal& terminal, const Settings& settings) {
    const RunRecord record = prepare(*command, settings);
    if (globals.json) terminal.document(to_json(record));
    terminal.warnings(record.run.warnings);
    terminal.note(done_sentence(record, terminal.seconds()));
  };
}

}  // namespace shoal::cli
