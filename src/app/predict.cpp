// Scoring new customers, or any rows, with a fitted model.
#include <algorithm>
#include <utility>

#include "app/customers.hpp"
#include "app/measures.hpp"
#include "app/model_source.hpp"
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
FeatureTable read_input(Session& session, const PredictCommand& command, const Model& model) {
  const bool features =
      !model.from_transactions || has_all(column_names(command.prepare.input), model.preparation.columns());
  if (!features) {
    PrepareOptions options = command.prepare;
    options.cleaning = model.cleaning;
    return app::load_shop(session, options).customers.table;
  }
  RunRecord& record = session.record();
  ReadTableOptions reading = command.reading;
  reading.columns = model.preparation.columns();
  reading.keep_float = model.scalar == Scalar::f32;
  reading.allow_missing = std::ranges::any_of(
      model.preparation.steps(), [](const PreparationStep& step) { return step.kind == StepKind::impute; });
  FeatureTable table = session.timed(
      "read", [&] { return read_table(session.threads(), command.prepare.input, reading, &record.input); });
  session.say("Read", grouped(table.rows()) + " rows in " + app::last_stage_time(record));
  return table;
}

void write_prediction(const std::filesystem::path& path, const FeatureTable& table, const Model& model,
                      Prediction prediction) {
  std::vector<OutputColumn> columns;
  if (!table.ids.empty()) columns.push_back({table.id_name, table.ids});
  columns.push_back({"label", std::vector<std::int64_t>(prediction.labels.begin(), prediction.labels.end())});
  if (!model.segment_names.empty()) {
    std::vector<std::string> names;
    for (const std::int32_t label : prediction.labels)
      names.push_back(model.segment_names[static_cast<std::size_t>(label)]);
    columns.push_back({"segment_name", std::move(names)});
  }
  columns.push_back({"distance", std::move(prediction.distance)});
  columns.push_back({"margin", std::move(prediction.margin)});
  write_table(path, columns);
}

}  // namespace

RunRecord predict(const PredictCommand& command, const Settings& settings) {
  Session session("predict", settings);
  const Model model = session.timed("model", [&] { return app::open_model(session, settings, command.model); });
  const FeatureTable table = read_input(session, command, model);
  Context context = session.context();
  Prediction prediction = session.timed("predict", [&] { return predict(context, model, table); });

  RunRecord& record = session.record();
  SweepRow row;
  row.k = model.k();
  row.sizes = app::rows_by_label(prediction.labels, model.k());
  record.sweep = {std::move(row)};
  session.timed("write", [&] { write_prediction(command.output, table, model, std::move(prediction)); });
  session.say("Wrote", grouped(table.rows()) + " rows to " + command.output.string());
  session.close();
  return std::move(record);
}

}  // namespace shoal
