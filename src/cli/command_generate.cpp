#include <CLI/CLI.hpp>
#include <memory>

#include "cli/options.hpp"
#include "shoal/files.hpp"
#include "shoal/segments.hpp"
#include "shoal/text.hpp"

namespace shoal::cli {

void add_generate(CLI::App& app, Invocation& invocation) {
  struct Options {
    std::string kind;
    std::filesystem::path output, truth;
    GenerateOptions options;
  };
  auto command = std::make_shared<Options>();
  CLI::App& sub =
      add_command(app, "generate", "Write sample data with planted segments, or the table of segment names to edit",
                  "shoal generate retail -o sample.csv\n"
                  "shoal generate retail -o sample.csv --truth truth.csv --customers 20000 --seed 7\n"
                  "shoal generate segment-names -o names.txt");
  sub.add_option("KIND", command->kind, "retail: a shop's transaction lines; segment-names: the built-in names")
      ->required()
      ->check(CLI::IsMember({"retail", "segment-names"}));
  sub.add_option("-o,--output", command->output, "File to write; .parquet writes Parquet")->required();
  sub.add_option("--truth", command->truth, "CSV of the planted segments to write");
  sub.add_option("--customers", command->options.customers, "Customers");
  sub.add_option("--dirt", command->options.dirt, "Share of lines that cleaning must remove");
  sub.callback([=, &invocation] {
    invocation.run = [=](Terminal& terminal, const Settings& settings) {
      if (command->kind == "segment-names") {
        write_file(command->output, builtin_segment_names());
        return terminal.stage("Wrote", "the table of segment names to " + command->output.string());
      }
      GenerateOptions options = command->options;
      options.seed = settings.seed;
      generate_retail(command->output, command->truth, options);
      terminal.stage("Wrote", grouped(options.customers) + " customers to " + command->output.string());
    };
  });
}

}  // namespace shoal::cli
