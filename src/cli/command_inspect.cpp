#include <algorithm>
#include <memory>

#include "cli/invocation.hpp"
#include "cli/json_output.hpp"
#include "cli/options.hpp"
#include "cli/table.hpp"
#include "shoal/text.hpp"

namespace shoal::cli {

namespace {

using Align = TextTable::Align;

void print_columns(Terminal& terminal, const InputRecord& input) {
  TextTable columns({{"role", Align::left}, {"column", Align::left}});
  for (const auto& [role, column] : input.columns) columns.add({role, column});
  terminal.results(columns);
}

void print_decisions(Terminal& terminal, const Reading& reading) {
  if (std::all_of(reading.decisions.begin(), reading.decisions.end(), names_a_column)) return;
  TextTable decisions({{"decided", Align::left}, {"as", Align::left}, {"to fix it", Align::left}});
  for (const Decision& decision : reading.decisions) {
    if (!names_a_column(decision)) decisions.add({decision.what, decision.how, decision.option});
  }
  terminal.result("");
  terminal.results(decisions);
}

void print_rows(Terminal& terminal, const Inspection& inspection) {
  if (inspection.rows.empty()) return;
  std::vector<TextTable::Column> heads;
  for (const InspectedValue& value : inspection.rows.front()) {
    const bool number = value.role == "quantity" || value.role == "price";
    const bool optional = value.role == "description" || value.role == "country";
    heads.push_back({value.role, number ? Align::right : Align::left,
                     optional ? TextTable::Keep::if_there_is_room : TextTable::Keep::always});
  }
  TextTable rows(heads);
  for (const auto& row : inspection.rows) {
    std::vector<std::string> cells;
    for (const InspectedValue& value : row) cells.push_back(value.text);
    rows.add(cells);
  }
  terminal.result("");
  terminal.results(rows);
}

void print_doubts(Terminal& terminal, const Reading& reading) {
  terminal.result("");
  if (reading.doubts.empty()) return terminal.result("No doubts.");
  for (const Doubt& doubt : reading.doubts) {
    terminal.sentence("? " + doubt.sentence + (doubt.option.empty() ? "." : ". To take it otherwise:"));
    if (!doubt.option.empty()) terminal.result("    " + doubt.option);
  }
}

}  // namespace

void add_inspect(Command& program, const Globals& globals) {
  auto command = std::make_shared<InspectCommand>();
  Command& sub = program.command("inspect", "Show how a file of transactions is understood, and what is doubtful in it",
                                 "shoal inspect orders.csv\n"
                                 "shoal inspect orders.csv --date-order day-first --rows 20");
  sub.paths("TRANSACTIONS", command->prepare.inputs, k_transaction_formats).needed();
  sub.whole("--rows", command->rows, 0, std::int64_t{1000}, "Lines to show as they were understood");
  add_reading(sub, command->prepare);
  add_cleaning(sub, command->prepare.cleaning);
  add_returns(sub, command->prepare.features);
  sub.run = [command, &globals](Terminal& terminal, const Settings& settings) {
    const Inspection inspection = inspect(*command, settings);
    if (globals.json) return terminal.document(inspection_json(inspection));
    const InputRecord& input = inspection.record.input;
    terminal.note("");
    print_columns(terminal, input);
    print_decisions(terminal, input.reading);
    print_rows(terminal, inspection);
    print_doubts(terminal, input.reading);
  };
}

}  // namespace shoal::cli
