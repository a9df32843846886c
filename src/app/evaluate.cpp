// Internal and external measures of a labelling.
#include <algorithm>
#include <utility>

#include "app/measures.hpp"
#include "app/prepared.hpp"
#include "app/row_labels.hpp"
#include "app/same_file.hpp"
#include "app/session.hpp"
#include "shoal/app.hpp"
#include "shoal/error.hpp"
#include "shoal/metrics.hpp"

namespace shoal {

namespace {

using app::Session;

/// Labels onto 0..k-1 in ascending order of their value, -1 stays; returns the k values.
std::vector<std::int32_t> make_dense(std::vector<std::int32_t>& labels) {
  std::vector<std::int32_t> values(labels);
  std::ranges::sort(values);
  values.erase(std::unique(values.begin(), values.end()), values.end());
  if (!values.empty() && values.front() == -1) values.erase(values.begin());
  for (std::int32_t& label : labels) {
    if (label != -1) label = static_cast<std::int32_t>(std::ranges::lower_bound(values, label) - values.begin());
  }
  return values;
}

/// Labels in the order of the rows; the names of those that are texts, by their number.
struct GivenLabels {
  std::vector<std::int32_t> labels, truth;
  std::vector<std::string> names;
};

/// The labels of the rows that the preparation kept.
struct KeptLabels {
  Clustering clustering;             ///< numbered without gaps
  std::vector<std::string> written;  ///< by cluster, as given
};

KeptLabels kept_labels(const GivenLabels& given, const std::vector<std::int64_t>& kept) {
  std::vector<std::int32_t> labels;
  labels.reserve(kept.size());
  for (const std::int64_t row : kept) labels.push_back(given.labels[static_cast<std::size_t>(row)]);
  KeptLabels out;
  for (const std::int32_t value : make_dense(labels)) {
    out.written.push_back(given.names.empty() ? std::to_string(value) : given.names[static_cast<std::size_t>(value)]);
  }
  out.clustering = make_clustering(std::move(labels), std::ssize(out.written));
  return out;
}

void add_agreement(const std::vector<std::int32_t>& given, const std::vector<std::int32_t>& truth,
                   std::map<std::string, double>& metrics) {
  if (truth.empty()) return;
  metrics["adjusted_rand"] = adjusted_rand(given, truth);
  metrics["normalized_mutual_info"] = normalized_mutual_info(given, truth);
}

const std::string& truth_column(const EvaluateCommand& command) {
  return command.truth_column.empty() ? command.labels_column : command.truth_column;
}

/// Columns of labels that lie among the features are none of them: those of the same file, and those that are called like
/// the labels of another one, unless they are asked for.
ReadTableOptions without_labels(const EvaluateCommand& command) {
  ReadTableOptions reading = command.reading;
  if (reading.columns.empty()) {
    reading.labels = {command.labels_column};
    if (!command.truth.empty()) reading.labels.push_back(truth_column(command));
    return reading;
  }
  if (app::same_file(command.labels, command.input)) reading.labels.push_back(command.labels_column);
  if (app::same_file(command.truth, command.input)) reading.labels.push_back(truth_column(command));
  for (const std::string& label : reading.labels) {
    if (std::ranges::find(reading.columns, label) == reading.columns.end()) continue;
    throw Error(ErrorCode::usage, "the column \"" + label + "\" holds the labels, so it cannot be a feature too",
                "leave it out of --columns", "--columns");
  }
  return reading;
}

/// The ids of the rows; where no column is called so, those of a column left out of the features that the labels have, too, and
/// that differs in every row.
app::LabelledRows rows_of(Session& session, const EvaluateCommand& command, const FeatureTable& table) {
  app::LabelledRows rows{command.input.string(), table.rows(), table.id_name, table.ids};
  const bool readable =
      std::filesystem::is_regular_file(command.input) && std::filesystem::is_regular_file(command.labels);
  if (!rows.ids.empty() || !readable || app::same_file(command.labels, command.input)) return rows;
  const FirstLine reading = unasked(command.reading.first_line);
  const std::vector<std::string> beside = column_names(command.labels, reading);
  for (const auto& [name, why, doubtful] : table.left_out) {
    if (why == "holds labels" || std::ranges::find(beside, name) == beside.end()) continue;
    std::vector<std::string> ids = read_ids(session.threads(), command.input, name, reading);
    std::vector<std::string> sorted = ids;
    std::ranges::sort(sorted);
    if (std::ranges::adjacent_find(sorted) != sorted.end()) continue;
    rows.id_name = name;
    rows.ids = std::move(ids);
    break;
  }
  return rows;
}

GivenLabels read_given(Session& session, const EvaluateCommand& command, const FeatureTable& table) {
  app::LabelledRows rows = rows_of(session, command, table);
  const auto read = [&](const std::filesystem::path& path, const std::string& column) {
    return app::read_label_file(session, path, column, rows, command.reading.first_line);
  };
  app::LabelFile labels = read(command.labels, command.labels_column);
  GivenLabels given;
  given.labels = app::match_labels(session, labels, rows);
  given.names = std::move(labels.table.names);
  if (command.truth.empty()) return given;
  app::LabelFile truth = read(command.truth, truth_column(command));
  given.truth = app::match_labels(session, truth, rows);
  return given;
}

}  // namespace

RunRecord evaluate(const EvaluateCommand& command, const Settings& settings) {
  Session session("evaluate", settings);
  app::Numbers numbers = app::read_numbers(session, command.input, without_labels(command));
  app::say_columns(session, numbers.table);
  const GivenLabels given = read_given(session, command, numbers.table);
  const app::FittedRows fitted =
      app::fit_preparation(session, command.preparation, Metric::euclidean, std::move(numbers.table));
  KeptLabels kept = kept_labels(given, fitted.kept);
  RunRecord record;
  record.input.file = numbers.file;
  record.features = fitted.record();
  record.result.clustering = summary_of(kept.clustering);
  record.result.given_labels = std::move(kept.written);
  record.result.text_labels = !given.names.empty();
  session.timed("measure", [&] {
    app::Measured measured = app::measure_labels(session, fitted.rows.points(), kept.clustering, command.silhouette);
    add_agreement(given.labels, given.truth, measured.metrics);
    record.result.metrics = std::move(measured.metrics);
    record.result.clustering.cluster_silhouettes = std::move(measured.cluster_silhouettes);
  });
  record.run = session.close();
  return record;
}

}  // namespace shoal
