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

void measure_inside(Session& session, const Points& points, const std::vector<std::int32_t>& labels, std::int64_t k,
                    std::optional<bool> widths_asked) {
  RunRecord& record = session.record();
  SweepRow row;
  row.k = k;
  row.sizes = app::rows_by_label(labels, k);
  row.cluster_silhouettes = app::measure_labels(session, points, labels, k, widths_asked, record.metrics);
  record.sweep = {std::move(row)};
}

}  // namespace

RunRecord evaluate(const EvaluateCommand& command, const Settings& settings) {
  Session session("evaluate", settings);
  RunRecord& record = session.record();
  FeatureTable table =
      session.timed("read", [&] { return app::read_numbers(session, command.input, command.reading); });
  const std::int64_t rows = table.rows();
  const std::vector<std::int32_t> given = read_matching(command.labels, command.labels_column, rows);
  const app::FittedRows fitted = session.timed("prepare", [&] {
    return app::fit_preparation(session, command.preparation, Metric::euclidean, std::move(table));
  });
  std::vector<std::int32_t> labels;
  for (const std::int64_t row : fitted.kept) labels.push_back(given[static_cast<std::size_t>(row)]);
  const std::int64_t k = make_dense(labels);
  session.timed("measure", [&] {
    measure_inside(session, fitted.rows.points(), labels, k, command.silhouette);
    if (command.truth.empty()) return;
    const std::string& column = command.truth_column.empty() ? command.labels_column : command.truth_column;
    const std::vector<std::int32_t> truth = read_matching(command.truth, column, rows);
    record.metrics["adjusted_rand"] = adjusted_rand(given, truth);
    record.metrics["normalized_mutual_info"] = normalized_mutual_info(given, truth);
  });
  session.close();
  return std::move(record);
}

}  // namespace shoal
