#include <limits>
#include <memory>

#include "cli/algorithm_options.hpp"
#include "cli/invocation.hpp"
#include "cli/json_output.hpp"
#include "cli/options.hpp"
#include "cli/print.hpp"
#include "shoal/features.hpp"
#include "shoal/text.hpp"

namespace shoal::cli {

namespace {

void print_segments(Terminal& terminal, const RunRecord& record, const std::string& folder) {
  terminal.note("");
  for (const std::string& line : sweep_table(record).lines(terminal.width().lines)) {
    terminal.note(line, line.ends_with("chosen"));
  }
  terminal.note("");
  terminal.paragraph("", choice_sentence(record));
  terminal.note("");
  terminal.results(segment_table(record));
  terminal.warnings(record.run.warnings);
  terminal.note("");
  terminal.stage("Wrote", "segments.csv  segments.json  sweep.csv  run.json  model/  report.html");
  terminal.stage("", "in " + folder);
  terminal.paragraph("Time", stage_times(record));
  terminal.paragraph("", done_sentence(record, terminal.seconds()) + " Next: open " + folder + "/report.html, or");
  // A command to copy stays on one line.
  terminal.note("`shoal predict " + folder + "/model NEW.csv -o scored.csv`");
}

void run_segment(Terminal& terminal, const Settings& settings, SegmentCommand command, bool json) {
  if (command.sweep.k_min == command.sweep.k_max) command.k = command.sweep.k_min;
  const RunRecord record = segment(command, settings);
  if (json) {
    terminal.document(to_json(record));
    return terminal.warnings(record.run.warnings);
  }
  print_segments(terminal, record, command.output.string());
}

void add_clustering(Command& command, SegmentCommand& options) {
  command.list("--cluster-on", options.clustered, "Features to cluster, by comma: " + join(k_feature_names, ", "))
      .in_group("Features");
  command
      .text("--prepare", options.preparation,
            "Preparation steps, by comma: log1p, winsorise:P, drop-z:T, drop-iqr:T, standardise, min-max, robust, "
            "none; log1p first, because money and counts are skewed")
      .in_group("Features")
      .named("STEPS");
  command
      .path("--names", options.segments.names,
            "Your own table of segment names (start from `shoal generate segment-names`)")
      .in_group("Segments");
  command
      .whole("--minimum-size", options.segments.minimum_size, 0, std::numeric_limits<std::int64_t>::max(),
             "Segments below this size are flagged and not listed customer by customer")
      .in_group("Segments");
  command.flag("--export-small", options.export_small, "List the customers of small segments too").in_group("Segments");
}

}  // namespace

void add_segment(Command& program, const Globals& globals) {
  auto command = std::make_shared<SegmentCommand>();
  auto kmeans = std::make_shared<AlgorithmOptions>();
  Command& sub =
      program.command("segment", "From a shop's transaction lines to named customer segments, a model and a report",
                      "shoal segment online-retail.csv.gz\n"
                      "shoal segment orders.parquet -o spring --as-of 2026-03-31\n"
                      "shoal segment orders.csv --column customer=client_no --date-order day-first\n"
                      "shoal segment orders.csv -k 4 --prepare min-max");
  sub.paths("TRANSACTIONS", command->prepare.inputs, k_transaction_formats).needed();
  sub.path("-o,--output", command->output, "Run folder to write");
  Option& k = add_k_range(sub, command->sweep, "Segments: a range to choose from (2..10) or a number");
  add_k_from(sub, command->k_from, k);
  add_clustering(sub, *command);
  add_reading(sub, command->prepare);
  add_cleaning(sub, command->prepare.cleaning);
  add_returns(sub, command->prepare.features);
  add_kmeans(sub, *kmeans);
  add_extent(sub, command->extent);
  add_csv_safe(sub, &command->prepare.reading);
  add_tracking(sub, Tracked::models);
  sub.run = [command, kmeans, &globals](Terminal& terminal, const Settings& settings) {
    command->sweep.kmeans = std::get<KMeansOptions>(*kmeans);
    run_segment(terminal, settings, *command, globals.json);
  };
}

}  // namespace shoal::cli
