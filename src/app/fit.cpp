// One algorithm on any numeric table.
#include <algorithm>
#include <cmath>
#include <utility>

#include "app/earlier_sweep.hpp"
#include "app/measures.hpp"
#include "app/outputs.hpp"
#include "app/prepared.hpp"
#include "app/session.hpp"
#include "shoal/app.hpp"
#include "shoal/error.hpp"
#include "shoal/model.hpp"
#include "shoal/text.hpp"

namespace shoal {

namespace {

using app::FittedRows;
using app::PreparedRows;
using app::Session;

/// Takes the weights out of the table.
std::vector<double> take_weights(FeatureTable& table, const std::string& column) {
  std::vector<double> weights;
  if (column.empty()) return weights;
  const std::int64_t at = table.columns({column}).front();
  for (std::int64_t i = 0; i < table.rows(); ++i) weights.push_back(table.value(i, at));
  std::vector<std::string> others = table.names;
  others.erase(others.begin() + at);
  table = table.select(others);
  return weights;
}

std::vector<double> kept_weights(const std::vector<double>& weights, const std::vector<std::int64_t>& kept) {
  std::vector<double> chosen;
  if (weights.empty()) return chosen;
  for (const std::int64_t row : kept) chosen.push_back(weights[static_cast<std::size_t>(row)]);
  return chosen;
}

/// Measures of labels on rows; a single cluster has none.
std::map<std::string, double> measure(Session& session, const Points& points, const std::vector<std::int32_t>& labels,
                                      std::int64_t k, double inertia, std::optional<bool> widths_asked) {
  std::map<std::string, double> metrics{{"inertia", inertia}, {"rows", static_cast<double>(points.rows())}};
  const auto used = std::ranges::count_if(app::rows_by_label(labels, k), [](std::int64_t size) { return size > 0; });
  if (used >= 2 && used < points.rows()) app::measure_labels(session, points, labels, k, widths_asked, metrics);
  return metrics;
}

std::map<std::string, double> measure_test(Session& session, const FitCommand& command, const Model& model) {
  ReadTableOptions reading = command.reading;
  reading.columns = model.preparation.columns();
  const FeatureTable table = read_table(session.threads(), command.test, reading);
  Context context = session.context();
  const Prediction prediction = predict(context, model, table);
  double inertia = 0.0;
  for (const double distance : prediction.distance) inertia += distance * distance;
  const PreparedRows rows(session, model.preparation.apply(table));
  return measure(session, rows.points(), prediction.labels, model.k(), inertia, command.silhouette);
}

Model make_model(const FitCommand& command, Session& session, const FittedRows& fitted, const KMeansResult& result) {
  Model model;
  model.scalar = session.scalar();
  model.metric = command.kmeans.metric;
  model.approximate = result.approximate;
  model.preparation = fitted.preparation;
  model.centroids = result.centroids;
  model.sizes = result.sizes;
  model.seed = session.seed();
  model.metrics = session.record().metrics;
  model.data_sha256 = session.record().input.sha256;
  return model;
}

SweepRow result_row(const KMeansResult& result, const std::map<std::string, double>& metrics, double seconds) {
  SweepRow row;
  row.k = result.centroids.rows();
  row.inertia = result.inertia;
  row.iterations = result.iterations;
  row.inertia_trace = result.inertia_trace;
  row.sizes = result.sizes;
  row.smallest = result.sizes.back();
  row.seconds = seconds;
  if (metrics.contains("silhouette")) {
    row.silhouette = metrics.at("silhouette");
    row.share_negative = metrics.at("share_negative");
  }
  if (metrics.contains("calinski_harabasz")) {
    row.calinski_harabasz = metrics.at("calinski_harabasz");
    row.davies_bouldin = metrics.at("davies_bouldin");
  }
  return row;
}

std::vector<TrackedFile> results(const FitCommand& command) {
  std::vector<TrackedFile> files;
  if (!command.model.empty()) files.push_back({command.model, "model"});
  if (!command.labels.empty()) files.push_back({command.labels, "labels" + command.labels.extension().string()});
  return files;
}

/// The table as it was read, for the labels of rows that a drop step leaves out of the fit; nothing where no row can be.
std::optional<FeatureTable> table_for_labels(const FitCommand& command, const FeatureTable& table) {
  if (command.labels.empty() || command.preparation.find("drop") == std::string::npos) return std::nullopt;
  return table;
}

KMeansOptions settled(const FitCommand& command) {
  KMeansOptions options = command.kmeans;
  if (!command.k_from.empty()) options.k = app::read_sweep(command.k_from).chosen->k;
  if (!command.initial.empty()) {
    options.init = KMeansInit::given;
    options.initial = read_table(command.initial, {}).values;
    options.k = options.initial.rows();
  }
  return options;
}

}  // namespace

RunRecord fit(const FitCommand& command, const Settings& settings) {
  if (command.model.empty() && !settings.tracking.registration.name.empty()) {
    throw Error(ErrorCode::usage, "there is no model folder to register", "give -o MODEL too", "--register");
  }
  Session session("fit", settings);
  session.track("");
  RunRecord& record = session.record();
  const KMeansOptions options = settled(command);
  FeatureTable table =
      session.timed("read", [&] { return app::read_numbers(session, command.input, command.reading); });
  const std::int64_t rows = table.rows();
  session.say("Read", grouped(table.rows()) + " rows, " + grouped(table.cols()) + " columns in " +
                          app::last_stage_time(record));
  const std::vector<double> weights = take_weights(table, command.weights_column);
  const std::optional<FeatureTable> whole = table_for_labels(command, table);
  FittedRows fitted = session.timed("prepare", [&] {
    return app::fit_preparation(session, command.preparation, command.kmeans.metric, std::move(table));
  });
  const std::vector<double> used_weights = kept_weights(weights, fitted.kept);
  const bool all = std::ssize(std::exchange(fitted.kept, {})) == rows;

  Context context = session.context();
  const KMeansResult result =
      session.timed("fit", [&] { return fit_kmeans(context, fitted.rows.points(), options, used_weights); });
  const double seconds = record.timings.back().seconds;
  session.warn_about(result);
  session.say("Fit", "k-means, k = " + std::to_string(result.centroids.rows()) + ", " + grouped(result.iterations) +
                         " iterations, inertia " + grouped(result.inertia, 3) + " in " + human_seconds(seconds));

  record.metrics = session.timed("measure", [&] {
    return measure(session, fitted.rows.points(), result.labels, result.centroids.rows(), result.inertia,
                   command.silhouette);
  });
  record.sweep = {result_row(result, record.metrics, seconds)};
  const Model model = make_model(command, session, fitted, result);
  if (!command.test.empty())
    record.test_metrics = session.timed("test", [&] { return measure_test(session, command, model); });
  session.timed("write", [&] {
    if (!command.model.empty()) save_model(model, command.model);
    if (command.labels.empty()) return;
    app::write_labels(command.labels, table, all ? result.labels : predict(context, model, *whole).labels);
  });
  const SearchCounts searched = context.device.search_counts(fitted.rows.points());
  record.ranked_rows = searched.rows;
  record.rescored_rows = searched.rescored;
  session.close();
  session.finish_tracking(results(command));
  return std::move(record);
}

}  // namespace shoal
