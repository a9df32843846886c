// One algorithm on any numeric table.
#include <algorithm>
#include <cmath>
#include <optional>
#include <span>
#include <utility>

#include "app/earlier_sweep.hpp"
#include "app/measures.hpp"
#include "app/outputs.hpp"
#include "app/prepared.hpp"
#include "app/same_file.hpp"
#include "app/session.hpp"
#include "app/sweeping.hpp"
#include "base/weights.hpp"
#include "shoal/app.hpp"
#include "shoal/error.hpp"
#include "shoal/files.hpp"
#include "shoal/kmeans_passes.hpp"
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
  table.left_out.push_back({column, "holds the weights"});
  return weights;
}

std::vector<double> kept_weights(const std::vector<double>& weights, const std::vector<std::int64_t>& kept) {
  std::vector<double> chosen;
  if (weights.empty()) return chosen;
  for (const std::int64_t row : kept) chosen.push_back(weights[static_cast<std::size_t>(row)]);
  return chosen;
}

/// Measures of a clustering of rows; a single cluster has none but their number.
app::Measured measure(Session& session, const Points& points, const Clustering& clustering,
                      const SilhouetteChoice& widths, std::span<const double> weights) {
  app::Measured out;
  const auto used = std::ranges::count_if(clustering.sizes, [](std::int64_t size) { return size > 0; });
  if (used >= 2 && used < counted_rows(weights, points.rows())) {
    out = app::measure_labels(session, points, clustering, widths, weights);
  }
  out.metrics["rows"] = static_cast<double>(points.rows());
  return out;
}

std::map<std::string, double> measure_test(Session& session, const FitCommand& command, const Model& model) {
  ReadTableOptions reading = command.reading;
  reading.columns = model.preparation.columns();
  if (!command.weights_column.empty()) reading.columns.push_back(command.weights_column);
  FeatureTable table = read_table(session.threads(), command.test, reading);
  const std::vector<double> weights = take_weights(table, command.weights_column);
  app::check_choice(command.silhouette, weights);
  Context context = session.context();
  Prediction prediction = predict(context, model, table);
  double inertia = 0.0;
  for (std::size_t i = 0; i < prediction.distance.size(); ++i) {
    const double distance = prediction.distance[i];
    inertia += (weights.empty() ? 1.0 : weights[i]) * distance * distance;
  }
  const PreparedRows rows(session, model.preparation.apply(table));
  const Clustering clustering = make_clustering(std::move(prediction.labels), model.k());
  auto metrics = measure(session, rows.points(), clustering, command.silhouette, weights).metrics;
  metrics["inertia"] = inertia;
  return metrics;
}

/// Algorithms without a metric of their own measure Euclidean distances.
Metric metric_of(const AlgorithmOptions& options) {
  return std::visit(
      [](const auto& own) {
        if constexpr (requires { own.metric; }) return own.metric;
        return Metric::euclidean;
      },
      options);
}

Model make_model(const FitCommand& command, const Session& session, const Preparation& preparation,
                 const KMeansResult& found, const RunRecord& record) {
  Model model;
  model.scalar = session.scalar();
  model.approximate = found.approximate;
  model.preparation = preparation;
  model.kind = CentroidModel{metric_of(command.algorithm), found.centroids};
  model.sizes = found.sizes;
  model.seed = session.seed();
  model.metrics = app::stored_metrics(record.result.metrics);
  model.data_sha256 = record.input.file.sha256;
  return model;
}

/// "k-means, k = 3, 12 iterations, inertia 845.7".
std::string fit_sentence(const std::string& title, const AlgorithmResult& result) {
  const Clustering& found = clustering_of(result);
  const auto* kmeans = std::get_if<KMeansResult>(&result);
  if (kmeans == nullptr) {
    return title + ", " + grouped(found.clusters) + " clusters" +
           (found.noise > 0 ? ", " + grouped(found.noise) + " rows of noise" : "");
  }
  return title + ", k = " + std::to_string(found.clusters) + ", " + grouped(kmeans->iterations) +
         " iterations, inertia " + grouped(kmeans->inertia, 3);
}

/// A model of it could not be read back, and its measures would be empty.
void check_finite(const AlgorithmResult& result) {
  const auto* kmeans = std::get_if<KMeansResult>(&result);
  if (kmeans == nullptr || std::isfinite(kmeans->inertia)) return;
  throw Error(ErrorCode::data, "the inertia of this clustering is not finite: its sums overflow",
              "scale the columns and the weights, or leave out values near the end of double precision");
}

app::Timed<AlgorithmResult> fit_rows(Session& session, const Points& points, const AlgorithmOptions& options,
                                     std::span<const double> weights) {
  Context context = session.context();
  auto fit = session.timed("fit", [&] { return fit_algorithm(context, points, options, weights); });
  check_finite(fit.value);
  app::warn_about(session, clustering_of(fit.value));
  session.say("Fit", fit_sentence(info_of(options).title, fit.value) + " in " + human_seconds(fit.seconds));
  return fit;
}

ResultRecord result_of(const std::string& algorithm, const app::Timed<AlgorithmResult>& fit, app::Measured measured,
                       const SearchCounts& searched) {
  ResultRecord result;
  result.algorithm = algorithm;
  result.clustering = summary_of(clustering_of(fit.value));
  result.clustering.cluster_silhouettes = std::move(measured.cluster_silhouettes);
  if (const auto* kmeans = std::get_if<KMeansResult>(&fit.value)) {
    result.clustering.inertia_trace = kmeans->inertia_trace;
    result.iterations = kmeans->iterations;
  }
  result.seconds = fit.seconds;
  result.metrics = std::move(measured.metrics);
  result.ranked_rows = searched.rows;
  result.rescored_rows = searched.rescored;
  return result;
}

std::vector<TrackedFile> results(const FitCommand& command) {
  std::vector<TrackedFile> files;
  if (!command.model.empty()) files.push_back({command.model, "model"});
  if (!command.labels.empty()) files.push_back({command.labels, "labels" + command.labels.extension().string()});
  return files;
}

/// Whether a drop step may leave rows out of the fit that are to get labels all the same.
bool labels_dropped_rows(const FitCommand& command) {
  const Preparation preparation = Preparation::parse(command.preparation);
  return !command.labels.empty() && (preparation.has(StepKind::drop_z) || preparation.has(StepKind::drop_iqr));
}

/// The table as it was read, for the labels of rows that a drop step leaves out of the fit; nothing where no row can be.
std::optional<FeatureTable> table_for_labels(const FitCommand& command, const FeatureTable& table) {
  if (!labels_dropped_rows(command)) return std::nullopt;
  return table;
}

/// First centroids of a table; their number is k.
void take_initial(const FitCommand& command, AlgorithmOptions& options) {
  auto* kmeans = std::get_if<KMeansOptions>(&options);
  if (kmeans == nullptr) {
    throw Error(ErrorCode::usage, info_of(options).name + " starts from no centroids", "leave it out", "--initial");
  }
  ReadTableOptions reading;
  reading.first_line = command.reading.first_line;
  Matrix<double> initial = read_table(command.initial, reading).doubles();
  if ((command.k_asked || !command.k_from.empty()) && kmeans->k != initial.rows()) {
    throw Error(ErrorCode::usage,
                "k = " + grouped(kmeans->k) + ", but there are " + grouped(initial.rows()) + " centroids",
                "leave " + std::string(command.k_asked ? "-k" : "--k-from") + " out, or give as many centroids",
                "--initial", command.initial.string());
  }
  kmeans->init = KMeansInit::given;
  kmeans->k = initial.rows();
  kmeans->initial = std::move(initial);
}

AlgorithmOptions settled(const FitCommand& command) {
  AlgorithmOptions options = command.algorithm;
  if (!command.k_from.empty()) {
    set_option(options, "k", std::to_string(app::read_trials(command.k_from).chosen->k), "--k-from");
  }
  if (!command.initial.empty()) take_initial(command, options);
  return options;
}

/// What needs a model, which only algorithms with centroids make.
void check_outputs(const FitCommand& command) {
  if (std::holds_alternative<KMeansOptions>(command.algorithm)) return;
  const bool drops = labels_dropped_rows(command);
  const std::string option = !command.model.empty() ? "-o" : !command.test.empty() ? "--test" : drops ? "--labels" : "";
  if (option.empty()) return;
  throw Error(ErrorCode::usage, info_of(command.algorithm).name + " makes no model, which this needs",
              drops ? "leave out the steps that drop rows, or take --algorithm kmeans" : "take --algorithm kmeans",
              option);
}

/// The labels are complete before the model is seen, and labels of an earlier model never stand beside it. An empty path and
/// nullptr are left out.
void write_results(Session& session, const std::filesystem::path& path, const std::vector<OutputColumn>& labels,
                   OutputFolder* folder, const Model* model) {
  std::optional<OutputFile> file;
  if (!path.empty() && path != "-") {
    file.emplace(path, session.writing().cancellation);
    write_table(*file, labels, session.writing().texts);
    if (folder != nullptr) file->withdraw();
  }
  if (folder != nullptr) save_model(*model, *folder);
  if (file) file->commit();
  if (path == "-") write_table(path, labels, session.writing());
}

}  // namespace

RunRecord fit(const FitCommand& command, const Settings& settings) {
  if (command.model.empty() && !settings.tracking.registration.name.empty()) {
    throw Error(ErrorCode::usage, "there is no model folder to register", "give -o MODEL too", "--register");
  }
  check_outputs(command);
  app::refuse_overwriting({command.input, command.test, command.initial, command.k_from},
                          {command.model, command.labels});
  std::optional<OutputFolder> folder;
  if (!command.model.empty()) {
    folder.emplace(command.model, FolderKind::model);
    app::refuse_output_among(command.model, model_file_names(), command.labels);
    folder->expect(model_file_names());
  }
  expect_file(command.labels);
  Session session("fit", settings);
  session.track("");
  const AlgorithmOptions options = settled(command);
  app::Numbers numbers = app::read_numbers(session, command.input, command.reading);
  app::say_read(session, numbers);
  const std::vector<double> weights = take_weights(numbers.table, command.weights_column);
  app::say_columns(session, numbers.table);
  require_some_weight(weights);
  app::check_choice(command.silhouette, weights);
  FeatureTable sample = reference_sample(numbers.table, session.seed(), weights);
  const std::int64_t rows = counted_rows(weights, numbers.table.rows());
  const std::optional<FeatureTable> whole = table_for_labels(command, numbers.table);
  FittedRows fitted =
      app::fit_preparation(session, command.preparation, metric_of(options), std::move(numbers.table), false, weights);
  app::say_prepared(session, fitted);
  const std::vector<double> used_weights = kept_weights(weights, fitted.kept);
  const bool kept_all = fitted.kept_all();
  std::vector<std::int64_t>().swap(fitted.kept);  // a number a row, which nothing needs any more

  const Points& points = fitted.rows.points();
  const app::Timed<AlgorithmResult> fit = fit_rows(session, points, options, used_weights);
  const Clustering& found = clustering_of(fit.value);
  const auto* kmeans = std::get_if<KMeansResult>(&fit.value);
  app::Measured measured =
      session.timed("measure", [&] { return measure(session, points, found, command.silhouette, used_weights); }).value;
  if (kmeans != nullptr) measured.metrics["inertia"] = kmeans->inertia;
  Context context = session.context();
  RunRecord record;
  record.input.file = numbers.file;
  record.features = fitted.record();
  record.result =
      result_of(info_of(options).name, fit, std::move(measured), context.device.kmeans().search_counts(points));
  std::optional<Model> model;
  if (kmeans != nullptr) model = make_model(command, session, fitted.preparation, *kmeans, record);
  if (model && !command.model.empty()) model->reference = make_reference(context, *model, std::move(sample), rows);
  if (!command.test.empty()) {
    record.result.test_metrics = session.timed("test", [&] { return measure_test(session, command, *model); }).value;
  }
  session.timed("write", [&] {
    std::vector<OutputColumn> labels;
    if (!command.labels.empty()) {
      labels = app::label_columns(fitted.names, kept_all ? found.labels : predict(context, *model, *whole).labels);
    }
    write_results(session, command.labels, labels, folder ? &*folder : nullptr, model ? &*model : nullptr);
  });
  record.run = session.close();
  session.finish_tracking(record, results(command), nullptr);
  return record;
}

}  // namespace shoal
