// Internal and external measures of a labelling.
#include <algorithm>
#include <utility>

#include "app/measures.hpp"
#include "app/prepared.hpp"
#include "app/session.hpp"
#include "shoal/app.hpp"
#include "shoal/error.hpp"
#include "shoal/metrics.hpp"
#include "shoal/text.hpp"

namespace shoal {

namespace {

using app::Session;

std::vector<std::int32_t> read_matching(const std::filesystem::path& path, const std::string& column,
                                        std::int64_t rows) {
  std::vector<std::int32_t> labels = read_labels(path, column);
  if (static_cast<std::int64_t>(labels.size()) != rows) {
    throw Error(ErrorCode::data,
                grouped(static_cast<std::int64_t>(labels.size())) + " labels for " + grouped(rows) + " rows",
                "give one label a row, in the same order", path.string());
  }
  return labels;
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

void add_agreement(const EvaluateCommand& command, const std::vector<std::int32_t>& given,
                   std::map<std::string, double>& metrics) {
  if (command.truth.empty()) return;
  const std::string& column = command.truth_column.empty() ? command.labels_column : command.truth_column;
  const std::vector<std::int32_t> truth = read_matching(command.truth, column, std::ssize(given));
  metrics["adjusted_rand"] = adjusted_rand(given, truth);
  metrics["normalized_mutual_info"] = normalized_mutual_info(given, truth);
}

}  // namespace

RunRecord evaluate(const EvaluateCommand& command, const Settings& settings) {
  Session session("evaluate", settings);
  app::Numbers numbers = app::read_numbers(session, command.input, command.reading);
  const std::vector<std::int32_t> given = read_matching(command.labels, command.labels_column, numbers.table.rows());
  const app::FittedRows fitted =
      app::fit_preparation(session, command.preparation, Metric::euclidean, std::move(numbers.table));
  const Clustering clustering = kept_clustering(given, fitted.kept);
  RunRecord record;
  record.input.file = numbers.file;
  record.features = fitted.record();
  record.result.clustering = summary_of(clustering);
  session.timed("measure", [&] {
    app::Measured measured = app::measure_labels(session, fitted.rows.points(), clustering, command.silhouette);
    add_agreement(command, given, measured.metrics);
    record.result.metrics = std::move(measured.metrics);
    record.result.clustering.cluster_silhouettes = std::move(measured.cluster_silhouettes);
  });
  record.run = session.close();
  return record;
}

}  // namespace shoal
