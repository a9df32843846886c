// Cleaning and features alone.
#include <string>
#include <utility>
#include <vector>

#include "app/customers.hpp"
#include "app/same_file.hpp"
#include "app/session.hpp"
#include "shoal/app.hpp"
#include "shoal/error.hpp"
#include "shoal/files.hpp"
#include "shoal/preparation.hpp"
#include "shoal/text.hpp"

namespace shoal {

namespace {

using app::Session;

/// "features.csv.gz" with part "train" -> "features-train.csv.gz".
std::filesystem::path part_path(const std::filesystem::path& path, const std::string& part) {
  const std::string name = path.filename().string();
  const std::size_t dot = name.find('.', 1);
  const std::string stem = name.substr(0, dot);
  return path.parent_path() / (stem + "-" + part + (dot == std::string::npos ? "" : name.substr(dot)));
}

std::vector<std::filesystem::path> outputs(const PrepareCommand& command, const std::filesystem::path& rejected) {
  if (!command.split) return {command.output, rejected};
  return {part_path(command.output, "train"), part_path(command.output, "test"), rejected};
}

/// rejected.csv beside the output. The user did not name it, so nothing but an earlier one is replaced.
std::filesystem::path default_rejected(const std::filesystem::path& output) {
  std::filesystem::path path = output.parent_path() / "rejected.csv";
  std::error_code ignored;
  if (std::filesystem::exists(std::filesystem::symlink_status(path, ignored)) && !is_rejected_table(path)) {
    throw Error(ErrorCode::usage, "shoal did not write this, and would overwrite it with the lines that it skips",
                "move it away, or write the output into another folder", path.string());
  }
  return path;
}

void say_written(Session& session, const std::filesystem::path& path, const FeatureTable& table) {
  session.say("Wrote",
              grouped(table.rows()) + " customers, " + grouped(table.cols()) + " features to " + path.string());
}

/// Both parts are complete before one is seen, and a test part of an earlier split never stands beside a later training part.
void write_parts(Session& session, const PrepareCommand& command, const FeatureTable& table, std::uint64_t seed) {
  const Split split = split_rows(table.rows(), *command.split, seed);
  const FeatureTable train = rows_of(table, split.train), test = rows_of(table, split.test);
  const auto [texts, cancellation] = session.writing();
  OutputFile train_file(part_path(command.output, "train"), cancellation);
  OutputFile test_file(part_path(command.output, "test"), cancellation);
  write_table(train_file, output_columns(train), texts);
  write_table(test_file, output_columns(test), texts);
  test_file.withdraw();
  train_file.commit();
  say_written(session, train_file.path(), train);
  test_file.commit();
  say_written(session, test_file.path(), test);
}

}  // namespace

RunRecord prepare(const PrepareCommand& command, const Settings& settings) {
  if (command.split && !(*command.split > 0.0 && *command.split < 1.0)) {
    throw Error(ErrorCode::usage, "the training share must lie between 0 and 1", "for example --split 0.8", "--split");
  }
  PrepareOptions options = command.prepare;
  if (options.reading.bad_rows == BadRows::skip && options.reading.rejected.empty()) {
    options.reading.rejected = default_rejected(command.output);
  }
  const std::vector<std::filesystem::path> files = outputs(command, options.reading.rejected);
  app::refuse_overwriting(command.prepare.inputs, files);
  for (const std::filesystem::path& file : files) expect_file(file);
  Session session("prepare", settings);
  app::Customers customers = app::load_customers(session, options);
  const FeatureTable& table = customers.table;
  session.timed("write", [&] {
    if (command.split) return write_parts(session, command, table, settings.seed);
    write_table(command.output, output_columns(table), session.writing());
    say_written(session, command.output, table);
  });
  RunRecord record;
  record.input = std::move(customers.input);
  record.shop = std::move(customers.record);
  record.run = session.close();
  return record;
}

}  // namespace shoal
