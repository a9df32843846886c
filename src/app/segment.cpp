// The main job: from transaction lines to named customer segments.
#include <algorithm>
#include <cmath>
#include <utility>

#include "app/alternatives.hpp"
#include "app/charts.hpp"
#include "app/customers.hpp"
#include "app/earlier_sweep.hpp"
#include "app/measures.hpp"
#include "app/outputs.hpp"
#include "app/prepared.hpp"
#include "app/run_folder.hpp"
#include "app/same_file.hpp"
#include "app/session.hpp"
#include "app/sweeping.hpp"
#include "app/trials.hpp"
#include "shoal/app.hpp"
#include "shoal/error.hpp"
#include "shoal/files.hpp"
#include "shoal/model.hpp"
#include "shoal/text.hpp"

namespace shoal {

namespace {

using app::FittedRows;
using app::Session;
using app::Shop;

/// Skipped lines go into the run folder unless the user named another place.
PrepareOptions with_rejected(PrepareOptions options, OutputFolder& folder) {
  if (options.reading.bad_rows == BadRows::skip && options.reading.rejected.empty()) {
    options.reading.rejected = folder.staged("rejected.csv");
  }
  return options;
}

/// A feature that some customers lack can be clustered only if a step fills its gaps.
void refuse_gaps(const FeatureTable& clustered, const std::string& preparation) {
  if (Preparation::parse(preparation).has(StepKind::impute)) return;
  for (std::int64_t j = 0; j < clustered.cols(); ++j) {
    std::int64_t missing = 0;
    for (std::int64_t i = 0; i < clustered.rows(); ++i) missing += std::isnan(clustered.value(i, j)) ? 1 : 0;
    if (missing == 0) continue;
    const std::string& name = clustered.names[static_cast<std::size_t>(j)];
    throw Error(ErrorCode::usage,
                grouped(missing) + " of " + grouped(clustered.rows()) + " customers have no " + name +
                    ", for they ordered on one day only",
                "leave it out of --cluster-on, or give them the median of the others: --prepare impute," + preparation,
                "--cluster-on");
  }
}

Model make_model(const SegmentCommand& command, const Session& session, const FittedRows& fitted,
                 const SweepEntry& entry, const RunRecord& record) {
  Model model;
  model.scalar = session.scalar();
  model.approximate = entry.fit.approximate;
  model.preparation = fitted.preparation;
  model.kind = CentroidModel{command.sweep.kmeans.metric, entry.fit.centroids};
  model.sizes = entry.fit.sizes;
  model.seed = session.seed();
  model.metrics = app::stored_metrics(record.result.metrics);
  model.data_sha256 = record.input.file.sha256;
  model.from_transactions = true;
  model.cleaning = command.prepare.cleaning;
  model.returns = command.prepare.features.returns;
  return model;
}

/// A fixed k with its neighbours, which say what one segment more or less would change.
SweepOptions around(SweepOptions options, std::int64_t k, std::int64_t lowest, std::int64_t highest) {
  options.k_min = std::max(lowest, k - 1);
  options.k_max = std::min(highest, k + 1);
  return options;
}

/// Sweeps and chooses; or takes the choice of an earlier sweep and fits its k and those beside it alone.
app::Chosen choose(Session& session, const SegmentCommand& command, const Points& points) {
  const auto sweep = [&](const SweepOptions& options, std::optional<std::int64_t> k) {
    return app::sweep_and_choose(session, points, options, command.extent, k, "customers");
  };
  if (command.k) return sweep(around(command.sweep, *command.k, 2, *command.k + 1), command.k);
  if (command.k_from.empty()) return sweep(command.sweep, std::nullopt);
  const TrialsRecord earlier = app::read_trials(command.k_from);
  const std::int64_t k = earlier.chosen->k;
  const auto k_of = [&](const Trial& trial) { return whole_of(trial.parameters, "k").value_or(k); };
  app::Chosen chosen = sweep(around(command.sweep, k, k_of(earlier.list.front()), k_of(earlier.list.back())), k);
  app::check_same(earlier, chosen, command.k_from);
  chosen.trials = earlier;
  return chosen;
}

/// Every customer's cluster: that of the fit, or of the nearest centroid for those that a drop step left out of it.
Clustering all_customers(Session& session, const Model& model, const FittedRows& fitted, const SweepEntry& entry,
                         const FeatureTable& clustered) {
  if (fitted.kept_all()) return entry.fit;
  Context context = session.context();
  return make_clustering(predict(context, model, clustered).labels, entry.k);
}

Reference reference_of(Session& session, const Model& model, const FeatureTable& clustered, const ShopRecord& shop) {
  Context context = session.context();
  Reference reference = make_reference(context, model, reference_sample(clustered, session.seed()), clustered.rows());
  reference.first_date = shop.first_date;
  reference.last_date = shop.last_date;
  return reference;
}

/// Why a higher silhouette from another preparation, as is often quoted for shops, would not be a better answer.
void explain_preparation(const Preparation& preparation, ChosenK& choice) {
  if (!preparation.has(StepKind::log1p)) return;
  choice.reasons.push_back(
      "A higher silhouette without the log transform need not mean better segments: where a few giants stretch the "
      "scale, everyone else looks alike.");
}

std::vector<TrackedFile> results(const std::filesystem::path& folder) {
  std::vector<TrackedFile> files;
  for (const char* name : {"report.html", "segments.csv", "segments.json", "sweep.csv", "run.json", "model"}) {
    files.push_back({folder / name, name});
  }
  return files;
}

void say_features(Session& session, const FeaturesRecord& features) {
  std::string names = join(features.clustered, ", ");
  std::ranges::replace(names, '_', ' ');
  session.say("Features", names + " · " + join(split_list(features.preparation), ", "));
}

/// Describes and names the clusters, as the stage "segments".
Segmentation describe(Session& session, const SegmentCommand& command, const Shop& shop, const Clustering& customers) {
  auto [segmentation, seconds] = session.timed("segments", [&] {
    return describe_segments(shop.customers, shop.lines, shop.cleaned, customers.labels, customers.clusters,
                             command.segments);
  });
  for (const std::string& warning : segmentation.warnings) session.warn(warning);
  return segmentation;
}

}  // namespace

RunRecord segment(const SegmentCommand& command, const Settings& settings) {
  std::vector<std::filesystem::path> inputs = command.prepare.inputs;
  inputs.insert(inputs.end(), {command.segments.names, command.k_from});
  app::refuse_overwriting(inputs, {command.output, command.prepare.reading.rejected});
  OutputFolder folder(command.output, FolderKind::run);
  app::refuse_output_among(command.output, app::run_file_names(), command.prepare.reading.rejected);
  app::refuse_run_of_another(folder, "segment");
  folder.expect(app::run_file_names());
  Session session("segment", settings);
  session.track(command.output);
  Shop shop = app::load_shop(session, with_rejected(command.prepare, folder));
  const FeatureTable& table = shop.customers.table;
  const FeatureTable clustered = table.select(command.clustered);
  refuse_gaps(clustered, command.preparation);
  const FittedRows fitted =
      app::fit_preparation(session, command.preparation, command.sweep.kmeans.metric, clustered, true);
  RunRecord record;
  record.input = std::move(shop.input);
  record.shop = std::move(shop.record);
  record.shop.feature_names = table.names;
  record.features = fitted.record();
  say_features(session, record.features);

  const app::Chosen chosen = choose(session, command, fitted.rows.points());
  const SweepEntry& entry = chosen.entry();
  record.trials = chosen.trials;
  explain_preparation(fitted.preparation, *record.trials.chosen);
  record.result = app::result_of(entry, std::ssize(chosen.sweep.silhouette_rows));
  Model model = make_model(command, session, fitted, entry, record);
  model.reference = reference_of(session, model, clustered, record.shop);
  const Clustering customers = all_customers(session, model, fitted, entry, clustered);

  Segmentation segmentation = describe(session, command, shop, customers);
  for (const Segment& segment : segmentation.segments) model.segment_names.push_back(segment.name);
  record.shop.segments = std::move(segmentation.segments);
  record.shop.rule_fidelity = segmentation.rule_fidelity;
  record.shop.rule_coverage = segmentation.rule_coverage;
  record.shop.rhythm_days = segmentation.rhythm_days;
  record.shop.months = std::move(segmentation.months);
  record.shop.alternatives =
      app::alternatives_to(entry.k, chosen.sweep, shop.customers, command.segments, [&](const SweepEntry& other) {
        if (fitted.kept_all()) return Clustering(other.fit);
        return all_customers(session, make_model(command, session, fitted, other, record), fitted, other, clustered);
      });
  session.timed("charts", [&] {
    record.features.described = app::feature_records(table, command.clustered, fitted.rows.exact());
    record.charts = app::chart_data({table, customers, fitted.rows.exact(), fitted.kept, entry.fit.centroids},
                                    entry.silhouette, chosen.sweep.silhouette_rows);
    record.charts.neighbours = neighbour_notes(chosen.sweep, entry.k, "segment", "customers");
  });
  session.timed("write", [&] {
    app::write_segments_csv(folder.staged("segments.csv"), table, customers.labels, record.shop.segments,
                            command.export_small, session.writing());
    save_model(model, folder, "model");
  });
  record.run = session.close();
  app::write_run_folder(record, folder);
  session.finish_tracking(record, results(command.output), &folder);
  return record;
}

}  // namespace shoal
