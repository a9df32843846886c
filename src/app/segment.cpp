// The main job: from transaction lines to named customer segments.
#include <algorithm>
#include <cmath>
#include <utility>

#include "app/charts.hpp"
#include "app/customers.hpp"
#include "app/earlier_sweep.hpp"
#include "app/outputs.hpp"
#include "app/prepared.hpp"
#include "app/run_folder.hpp"
#include "app/session.hpp"
#include "app/sweeping.hpp"
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
PrepareOptions with_rejected(PrepareOptions options, const OutputFolder& folder) {
  if (options.reading.bad_rows == BadRows::skip && options.reading.rejected.empty()) {
    options.reading.rejected = folder.staged("rejected.csv");
  }
  return options;
}

Model make_model(const SegmentCommand& command, Session& session, FittedRows& fitted, const SweepEntry& entry) {
  Model model;
  model.scalar = session.scalar();
  model.metric = command.sweep.kmeans.metric;
  model.approximate = entry.fit.approximate;
  model.preparation = fitted.preparation;
  model.centroids = entry.fit.centroids;
  model.sizes = entry.fit.sizes;
  model.seed = session.seed();
  model.metrics = session.record().metrics;
  model.data_sha256 = session.record().input.sha256;
  model.from_transactions = true;
  model.cleaning = command.prepare.cleaning;
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
  const RunRecord earlier = app::read_sweep(command.k_from);
  const std::int64_t k = earlier.chosen->k;
  app::Chosen chosen = sweep(around(command.sweep, k, earlier.sweep.front().k, earlier.sweep.back().k), k);
  app::take_over(session.record(), earlier, chosen, command.k_from);
  return chosen;
}

/// A label for every customer: that of the fit, or of the nearest centroid for those that a drop step left out of it.
std::vector<std::int32_t> all_labels(Session& session, const Model& model, const FittedRows& fitted,
                                     const SweepEntry& entry, const FeatureTable& clustered) {
  if (static_cast<std::int64_t>(fitted.kept.size()) == clustered.rows()) return entry.fit.labels;
  Context context = session.context();
  return predict(context, model, clustered).labels;
}

/// Why a higher silhouette from another preparation, as is often quoted for shops, would not be a better answer.
void explain_preparation(RunRecord& record) {
  if (record.preparation.find("log1p") == std::string::npos) return;
  record.chosen->reasons.push_back(
      "A higher silhouette without the log transform would not mean better segments: a few giants then stretch the "
      "scale "
      "and everyone else looks alike.");
}

std::vector<TrackedFile> results(const std::filesystem::path& folder) {
  std::vector<TrackedFile> files;
  for (const char* name : {"report.html", "segments.csv", "segments.json", "sweep.csv", "run.json", "model"}) {
    files.push_back({folder / name, name});
  }
  return files;
}

void say_features(Session& session, const std::vector<std::string>& clustered) {
  std::string names = join(clustered, ", ");
  std::ranges::replace(names, '_', ' ');
  session.say("Features", names + " · " + join(split_list(session.record().preparation), ", "));
}

}  // namespace

RunRecord segment(const SegmentCommand& command, const Settings& settings) {
  Session session("segment", settings);
  session.track(command.output);
  OutputFolder folder(command.output);
  const Shop shop = app::load_shop(session, with_rejected(command.prepare, folder));
  const FeatureTable clustered = shop.customers.table.select(command.clustered);
  FittedRows fitted = session.timed("prepare", [&] {
    return app::fit_preparation(session, command.preparation, command.sweep.kmeans.metric, clustered);
  });
  say_features(session, command.clustered);

  const app::Chosen chosen = choose(session, command, fitted.rows.points());
  explain_preparation(session.record());
  const SweepEntry& entry = chosen.entry();
  Model model = make_model(command, session, fitted, entry);
  const std::vector<std::int32_t> labels = all_labels(session, model, fitted, entry, clustered);

  RunRecord& record = session.record();
  session.timed("segments", [&] {
    Segmentation segmentation =
        describe_segments(shop.customers, shop.lines, shop.cleaned, labels, entry.k, command.segments);
    for (const std::string& warning : segmentation.warnings) session.warn(warning);
    record.segments = std::move(segmentation.segments);
    record.rule_fidelity = segmentation.rule_fidelity;
    record.feature_names = shop.customers.table.names;
    for (const Segment& segment : record.segments) model.segment_names.push_back(segment.name);
  });
  session.timed("charts", [&] {
    record.features = app::feature_records(shop.customers.table, command.clustered, fitted.rows.exact());
    record.charts =
        app::chart_data({shop.customers.table, labels, entry.k, fitted.rows.exact(), fitted.kept, entry.fit.centroids},
                        entry.silhouette);
    record.charts.neighbours = neighbour_notes(chosen.sweep, entry.k, "segment", "customers");
  });
  session.timed("write", [&] {
    app::write_segments_csv(folder.staged("segments.csv"), shop.customers.table, labels, record.segments,
                            command.export_small);
    save_model(model, folder.staged("model"));
  });
  app::finish_run_folder(session, folder);
  session.finish_tracking(results(command.output));
  return std::move(record);
}

}  // namespace shoal
