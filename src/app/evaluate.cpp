// Internal and external measures of a labelling.
#include <algorithm>
#include <utility>

#include "app/measures.hpp"
#include "app/prepared.hpp"
#include "app/row_labels.hpp"
#include "app/same_file.hpp"
#include "app/session.hpp"
#include "shoal/app.hpp"
#include "shoal/metrics.hpp"

namespace shoal {

namespace {

using app::Session;

std::vector<std::int32_t> read_matching(Session& session, const std::filesystem::path& path, const std::string& column,
                                        app::LabelledRows& rows) {
  return app::match_labels(session, {path.string(), read_label_table(path, column, rows.id_name)}, rows);
}

/// Labels onto 0..k-1 in ascending order of their value, -1 stays; returns k.
std::int64_t make_dense(std::vector<std::int32_t>& labels) {
  std::vector<std::int32_t> values(labels);
  std::ranges::sort(values);
  values.erase(std::unique(values.begin(), values.end()), values.end());
  if (!values.empty() && values.front() == -1) values.erase(values.begin());
  for (std::int32_t& label : labels) {
    if (label != -1) label = static_cast<std::int32_t>(std::ranges::lower_bound(values, label) - values.begin());
  }
  return static_cast<std::int64_t>(values.size());
}

/// The labels of the rows that the preparation kept, numbered without gaps.
Clustering kept_clustering(const std::vector<std::int32_t>& given, const std::vector<std::int64_t>& kept) {
  std::vector<std::int32_t> labels;
  labels.reserve(kept.size());
  for (const std::int64_t row : kept) labels.push_back(given[static_cast<std::size_t>(row)]);
  const std::int64_t clusters = make_dense(labels);
  return make_clustering(std::move(labels), clusters);
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

/// The columns of labels that lie in the file of the features are none of them.
ReadTableOptions without_labels(const EvaluateCommand& command) {
  ReadTableOptions reading = command.reading;
  if (app::same_file(command.labels, command.input)) reading.labels.push_back(command.labels_column);
  if (app::same_file(command.truth, command.input)) reading.labels.push_back(truth_column(command));
  return reading;
}

/// The labels to measure, and the true ones where they were given; in the order of the rows.
struct GivenLabels {
  std::vector<std::int32_t> labels, truth;
};

GivenLabels read_given(Session& session, const EvaluateCommand& command, const FeatureTable& table) {
  app::LabelledRows rows{command.input.string(), table.rows(), table.id_name, table.ids};
  GivenLabels given;
  given.labels = read_matching(session, command.labels, command.labels_column, rows);
  if (command.truth.empty()) return given;
  given.truth = read_matching(session, command.truth, truth_column(command), rows);
  return given;
}

}  // namespace

RunRecord evaluate(const EvaluateCommand& command, const Settings& settings) {
  Session session("evaluate", settings);
  app::Numbers numbers = app::read_numbers(session, command.input, without_labels(command));
  app::say_columns(session, numbers);
  const GivenLabels given = read_given(session, command, numbers.table);
  const app::FittedRows fitted =
      app::fit_preparation(session, command.preparation, Metric::euclidean, std::move(numbers.table));
  const Clustering clustering = kept_clustering(given.labels, fitted.kept);
  RunRecord record;
  record.input.file = numbers.file;
  record.features = fitted.record();
  record.result.clustering = summary_of(clustering);
  session.timed("measure", [&] {
    app::Measured measured = app::measure_labels(session, fitted.rows.points(), clustering, command.silhouette);
    add_agreement(given.labels, given.truth, measured.metrics);
    record.result.metrics = std::move(measured.metrics);
    record.result.clustering.cluster_silhouettes = std::move(measured.cluster_silhouettes);
  });
  record.run = session.close();
  return record;
}

}  // namespace shoal
