#include <CLI/CLI.hpp>
#include <memory>

#include "cli/json_output.hpp"
#include "cli/options.hpp"
#include "cli/print.hpp"
#include "shoal/error.hpp"
#include "shoal/features.hpp"
#include "shoal/text.hpp"

namespace shoal::cli {

namespace {

struct SegmentTexts {
  ReadingTexts reading;
  KMeansTexts kmeans;
  ExtentTexts extent;
  std::string k = "2..10";
};

void print_segments(Terminal& terminal, const RunRecord& record, const std::string& folder) {
  terminal.note("");
  for (const std::string& line : sweep_table(record))
    terminal.note(line.ends_with("chosen") ? terminal.emphasised(line) : line);
  terminal.note("\n" + choice_sentence(record) + "\n");
  for (const std::string& line : segment_table(record)) terminal.result(line);
  terminal.warnings(record.run.warnings);
  terminal.note("");
  terminal.stage("Wrote", "segments.csv  segments.json  sweep.csv  run.json  model/  report.html");
  terminal.stage("", "in " + folder);
  terminal.stage("Time", stage_times(record));
  terminal.note(done_sentence(record) + " Next: open " + folder + "/report.html,\nor `shoal predict " + folder +
                "/model NEW.csv -o scored.csv`");
}

void run_segment(Terminal& terminal, const Settings& settings, SegmentCommand command, const SegmentTexts& texts,
                 bool json) {
  apply(texts.reading, command.prepare);
  apply(texts.kmeans, command.sweep.kmeans);
  apply(texts.extent, command.extent);
  const KRange range = parse_k_range(texts.k);
  if (range.low == range.high) command.k = range.low;
  command.sweep.k_min = range.low;
  command.sweep.k_max = range.high;
  const RunRecord record = segment(command, settings);
  if (json) {
    terminal.result(to_json(record));
    return terminal.warnings(record.run.warnings);
  }
  print_segments(terminal, record, command.output.string());
}

}  // namespace

void add_segment(CLI::App& app, Invocation& invocation) {
  auto command = std::make_shared<SegmentCommand>();
  auto texts = std::make_shared<SegmentTexts>();
  CLI::App& sub =
      add_command(app, "segment", "From a shop's transaction lines to named customer segments, a model and a report",
                  "shoal segment online-retail.csv.gz\n"
                  "shoal segment orders.parquet -o spring --as-of 2026-03-31\n"
                  "shoal segment orders.csv --column customer=client_no --date-order day-first\n"
                  "shoal segment orders.csv -k 4 --prepare min-max");
  sub.add_option("TRANSACTIONS", command->prepare.input,
                 "CSV (.gz, .zst), Parquet, a folder of Parquet parts, or - for standard input")
      ->required();
  sub.add_option("-o,--output", command->output, "Run folder to write");
  CLI::Option* k = sub.add_option("-k", texts->k, "Segments: a range to choose from (2..10) or a number");
  add_k_from(sub, command->k_from, *k);
  sub.add_option("--cluster-on", command->clustered, "Features to cluster, by comma: " + join(k_feature_names, ", "))
      ->delimiter(',')
      ->group("Features");
  sub.add_option(
         "--prepare", command->preparation,
         "Preparation steps, by comma: log1p, winsorise:P, drop-z:T, drop-iqr:T, standardise, min-max, robust, none")
      ->group("Features");
  sub.add_option("--names", command->segments.names,
                 "Your own table of segment names (start from `shoal generate segment-names`)")
      ->group("Segments");
  sub.add_option("--minimum-size", command->segments.minimum_size,
                 "Segments below this size are flagged and not listed customer by customer")
      ->group("Segments");
  sub.add_flag("--export-small", command->export_small, "List the customers of small segments too")->group("Segments");
  add_reading(sub, texts->reading);
  add_cleaning(sub, texts->reading, command->prepare);
  add_kmeans(sub, texts->kmeans, command->sweep.kmeans);
  add_extent(sub, texts->extent);
  add_tracking(sub, invocation.tracking);
  add_registration(sub, invocation.tracking);
  sub.callback([=, &invocation] {
    invocation.run = [=, &invocation](Terminal& terminal, const Settings& settings) {
      run_segment(terminal, settings, *command, *texts, invocation.globals.json);
    };
  });
}

}  // namespace shoal::cli
