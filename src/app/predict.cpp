// Scoring new customers, or any rows, with a fitted model.
#include <algorithm>
#include <utility>

#include "app/customers.hpp"
#include "app/model_source.hpp"
#include "app/outputs.hpp"
#include "app/prepared.hpp"
#include "app/same_file.hpp"
#include "app/session.hpp"
#include "shoal/app.hpp"
#include "shoal/model.hpp"
#include "shoal/text.hpp"

namespace shoal {

namespace {

using app::Session;

bool has_all(const std::vector<std::string>& names, const std::vector<std::string>& wanted) {
  for (const std::string& name : wanted) {
    if (std::find(names.begin(), names.end(), name) == names.end()) return false;
  }
  return true;
}

/// Transactions for a model that was made from them, unless the file has the model's columns ready.
app::Customers read_input(Session& session, const PredictCommand& command, const Model& model) {
  const bool features =
      !model.from_transactions ||
      has_all(column_names(command.prepare.inputs, command.reading.first_line, command.prepare.reading.sheets),
              model.preparation.columns());
  if (!features) {
    PrepareOptions options = command.prepare;
    options.cleaning = model.cleaning;
    options.cleaning.since = command.prepare.cleaning.since;
    options.cleaning.until = command.prepare.cleaning.until;
    options.features.returns = command.returns.value_or(model.returns);
    if (options.features.returns != model.returns) {
      session.warn(
          "the model was fitted with the other way of counting returns: its segments were made for other amounts");
    }
    return app::load_customers(session, options);
  }
  ReadTableOptions reading = command.reading;
  reading.columns = model.preparation.columns();
  reading.sheets = command.prepare.reading.sheets;
  reading.why_others = "not of the model";
  reading.keep_float = model.scalar == Scalar::f32;
  reading.allow_missing = model.preparation.has(StepKind::impute);
  InputRecord input;
  auto [table, seconds] = session.timed(
      "read", [&] { return read_table(session.threads(), command.prepare.inputs, reading, &input.file); });
  session.say("Read", grouped(table.rows()) + " rows in " + human_seconds(seconds));
  app::say_columns(session, table);
  return {std::move(table), std::move(input), {}};
}

}  // namespace

RunRecord predict(const PredictCommand& command, const Settings& settings) {
  std::vector<std::filesystem::path> inputs = command.prepare.inputs;
  inputs.emplace_back(command.model);
  app::refuse_overwriting(inputs, {command.output});
  expect_file(command.output);
  Session session("predict", settings);
  const Model model = session.timed("model", [&] { return app::open_model(session, settings, command.model); }).value;
  const app::Customers scored = read_input(session, command, model);
  Context context = session.context();
  Prediction prediction = session.timed("predict", [&] { return predict(context, model, scored.table); }).value;

  RunRecord record;
  record.input = scored.input;
  record.shop = scored.record;
  record.features = {model.preparation.text(), model.preparation.columns(), scored.table.left_out, {}};
  record.result.clustering = summary_of(prediction.labels, model.k());
  session.timed("write", [&] {
    app::write_prediction(command.output, scored.table, model.segment_names, std::move(prediction), session.writing());
  });
  session.say("Wrote", grouped(scored.table.rows()) + " rows to " + command.output.string());
  record.run = session.close();
  return record;
}

}  // namespace shoal
