#include <memory>

#include "cli/invocation.hpp"
#include "cli/json_output.hpp"
#include "shoal/files.hpp"
#include "shoal/segments.hpp"
#include "shoal/text.hpp"

namespace shoal::cli {

void add_generate(Command& program, const Globals& globals) {
  struct Options {
    std::string kind;
    std::filesystem::path output, truth;
    GenerateOptions options;
  };
  auto command = std::make_shared<Options>();
  Command& sub =
      program.command("generate", "Write sample data with planted segments, or the table of segment names to edit",
                      "shoal generate retail -o sample.csv\n"
                      "shoal generate retail -o sample.csv --truth truth.csv --customers 20000 --seed 7\n"
                      "shoal generate segment-names -o names.txt");
  sub.choice("KIND", command->kind, {{"retail", "retail"}, {"segment-names", "segment-names"}},
             "retail: a shop's transaction lines; segment-names: the built-in names")
      .needed();
  sub.path("-o,--output", command->output, "File to write; .parquet writes Parquet").needed();
  sub.path("--truth", command->truth, "CSV of the planted segments to write");
  sub.whole("--customers", command->options.customers, 1, 100'000'000, "Customers");
  sub.real("--dirt", command->options.dirt, {.low = 0.0, .high = 0.5}, "Share of lines that cleaning must remove");
  sub.run = [command, &globals](Terminal& terminal, const Settings& settings) {
    if (command->kind == "segment-names") {
      write_file(command->output, builtin_segment_names());
      terminal.stage("Wrote", "the table of segment names to " + command->output.string());
    } else {
      GenerateOptions options = command->options;
      options.seed = settings.seed;
      options.cancellation = settings.cancellation;
      generate_retail(command->output, command->truth, options);
      terminal.stage("Wrote", grouped(options.customers) + " customers to " + command->output.string());
    }
    std::vector<std::filesystem::path> written{command->output};
    if (command->kind == "retail" && !command->truth.empty()) written.push_back(command->truth);
    if (globals.json) terminal.document(written_json(written));
  };
}

}  // namespace shoal::cli
