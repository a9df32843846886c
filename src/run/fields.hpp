// The keys of run.json, once for writing and reading: describe(visit, value) calls visit(key, member) for each member.
#pragma once

#include <concepts>
#include <type_traits>

#include "shoal/run_record.hpp"

namespace shoal::run {

template <class Value, class Type>
concept Is = std::same_as<std::remove_const_t<Value>, Type>;

void describe(auto& visit, Is<FileInfo> auto& file) {
  visit("path", file.path);
  visit("rows", file.rows);
  visit("bytes", file.bytes);
  visit("sha256", file.sha256);
}

void describe(auto& visit, Is<InputInfo> auto& input) {
  visit("path", input.path);
  visit("rows", input.rows);
  visit("bytes", input.bytes);
  visit("sha256", input.sha256);
  visit("files", input.files);
}

void describe(auto& visit, Is<Decision> auto& decision) {
  visit("what", decision.what);
  visit("how", decision.how);
  visit("option", decision.option);
}

void describe(auto& visit, Is<Doubt> auto& doubt) {
  visit("about", doubt.about);
  visit("sentence", doubt.sentence);
  visit("option", doubt.option);
  visit("count", doubt.count);
}

void describe(auto& visit, Is<CleaningStep> auto& step) {
  visit("step", step.step);
  visit("description", step.description);
  visit("removed", step.removed);
  visit("remaining", step.remaining);
  visit("customers", step.customers);
  visit("invoices", step.invoices);
  visit("revenue", step.revenue);
}

void describe(auto& visit, Is<FeatureRecord> auto& feature) {
  visit("name", feature.name);
  visit("clustered", feature.clustered);
  visit("missing", feature.missing);
  visit("min", feature.min);
  visit("p25", feature.p25);
  visit("median", feature.median);
  visit("p75", feature.p75);
  visit("max", feature.max);
  visit("mean", feature.mean);
  visit("raw_edges", feature.raw_edges);
  visit("raw_counts", feature.raw_counts);
  visit("prepared_edges", feature.prepared_edges);
  visit("prepared_counts", feature.prepared_counts);
}

void describe(auto& visit, Is<LeftOutColumn> auto& column) {
  visit("name", column.name);
  visit("why", column.why);
}

void describe(auto& visit, Is<ClusteringSummary> auto& clustering) {
  visit("clusters", clustering.clusters);
  visit("noise", clustering.noise);
  visit("approximate", clustering.approximate);
  visit("sizes", clustering.sizes);
  visit("inertia_trace", clustering.inertia_trace);
  visit("cluster_silhouettes", clustering.cluster_silhouettes);
  visit("cluster_stability", clustering.cluster_stability);
  visit("cluster_recovered", clustering.cluster_recovered);
}

/// The trial's own names stand beside the keys of its clustering; `visit` knows which names are parameters.
void describe(auto& visit, Is<Trial> auto& trial) {
  visit.numbers(trial.parameters, trial.measures);
  describe(visit, trial.clustering);
}

/// metrics and test_metrics stand beside the result, where they were before it had a section.
void describe(auto& visit, Is<ResultRecord> auto& result) {
  visit("algorithm", result.algorithm);
  describe(visit, result.clustering);
  visit("iterations", result.iterations);
  visit("seconds", result.seconds);
  visit("given_labels", result.given_labels);
  visit("text_labels", result.text_labels);
}

void describe(auto& visit, Is<ChosenK> auto& chosen) {
  visit("k", chosen.k);
  visit("reasons", chosen.reasons);
  visit("elbow", chosen.elbow);
  visit("best_silhouette", chosen.best_silhouette);
}

void describe(auto& visit, Is<NamedShare> auto& part) {
  visit("name", part.name);
  visit("share", part.share);
}

void describe(auto& visit, Is<Distinction> auto& distinction) {
  visit("feature", distinction.feature);
  visit("difference", distinction.difference);
  visit("text", distinction.text);
}

void describe(auto& visit, Is<OutlinedSegment> auto& segment) {
  visit("name", segment.name);
  visit("size", segment.size);
  visit("share_of_customers", segment.share_of_customers);
  visit("share_of_revenue", segment.share_of_revenue);
  visit("recency_days", segment.recency_days);
  visit("frequency", segment.frequency);
  visit("total_spend", segment.total_spend);
}

void describe(auto& visit, Is<Alternative> auto& alternative) {
  visit("k", alternative.k);
  visit("segments", alternative.segments);
}

void describe(auto& visit, Is<RuleCoverage> auto& coverage) {
  visit("own", coverage.own);
  visit("none", coverage.none);
  visit("several", coverage.several);
  visit("other", coverage.other);
}

void describe(auto& visit, Is<Favourite> auto& favourite) {
  visit("name", favourite.name);
  visit("share", favourite.share);
  visit("lift", favourite.lift);
}

/// `visit` also knows the feature names, under which by_feature() files one number each.
void describe(auto& visit, Is<Segment> auto& segment) {
  visit("segment", segment.segment);
  visit("name", segment.name);
  visit("size", segment.size);
  visit("share_of_customers", segment.share_of_customers);
  visit("share_of_revenue", segment.share_of_revenue);
  visit("revenue", segment.revenue);
  visit.by_feature("medians", segment.medians);
  visit.by_feature("means", segment.means);
  visit("return_share", segment.return_share);
  visit("average_order", segment.average_order);
  visit("quantiles", segment.quantiles);
  visit("revenue_by_month", segment.revenue_by_month);
  visit("revenue_last_year", segment.revenue_last_year);
  visit("overdue", segment.overdue);
  visit("revenue_at_risk", segment.revenue_at_risk);
  visit("countries", segment.countries);
  visit("products", segment.products);
  visit("favourites", segment.favourites);
  visit("distinctions", segment.distinctions);
  visit("advice", segment.advice);
  visit("claim", segment.claim);
  visit("claim_share", segment.claim_share);
  visit("rule", segment.rule);
  visit("rule_precision", segment.rule_precision);
  visit("rule_recall", segment.rule_recall);
  visit("small", segment.small);
}

void describe(auto& visit, Is<ChartData> auto& charts) {
  visit("silhouette_widths", charts.silhouette_widths);
  visit("pc1", charts.pc1);
  visit("pc2", charts.pc2);
  visit("pc_segment", charts.pc_segment);
  visit("centroid_pc1", charts.centroid_pc1);
  visit("centroid_pc2", charts.centroid_pc2);
  visit("pc1_share", charts.pc1_share);
  visit("pc2_share", charts.pc2_share);
  visit("rf_counts", charts.rf_counts);
  visit("rf_segment", charts.rf_segment);
  visit("r_labels", charts.r_labels);
  visit("f_labels", charts.f_labels);
  visit("profile", charts.profile);
  visit("profile_features", charts.profile_features);
  visit("neighbours", charts.neighbours);
}

/// The sections lie flat in the document. A reader needs feature_names before segments, to put the medians in order, and
/// sweep_parameters before sweep.
void describe(auto& visit, Is<RunRecord> auto& record) {
  visit("format", record.format);
  visit("command", record.run.command);
  visit("command_line", record.run.command_line);
  visit("options", record.run.options);
  visit("seed", record.run.seed);
  visit("versions", record.run.versions);
  visit("device", record.run.device);
  visit("started", record.run.started);
  visit("input", record.input.file);
  visit("rejected_rows", record.input.rejected_rows);
  visit("columns", record.input.columns);
  visit("decisions", record.input.reading.decisions);
  visit("doubts", record.input.reading.doubts);
  visit("cleaning", record.shop.cleaning);
  visit("as_of", record.shop.as_of);
  visit("first_date", record.shop.first_date);
  visit("last_date", record.shop.last_date);
  visit("customers", record.shop.customers);
  visit("invoices", record.shop.invoices);
  visit("revenue", record.shop.revenue);
  visit("preparation", record.features.preparation);
  visit("clustered_features", record.features.clustered);
  visit("left_out", record.features.left_out);
  visit("features", record.features.described);
  visit("inertia_one", record.trials.inertia_one);
  visit("sweep_parameters", record.trials.parameters);
  visit("sweep", record.trials.list);
  visit("chosen", record.trials.chosen);
  visit("result", record.result);
  visit("feature_names", record.shop.feature_names);
  visit("returns", record.shop.returns);
  visit("rhythm_days", record.shop.rhythm_days);
  visit("months", record.shop.months);
  visit("segments", record.shop.segments);
  visit("rule_fidelity", record.shop.rule_fidelity);
  visit("rule_coverage", record.shop.rule_coverage);
  visit("alternatives", record.shop.alternatives);
  visit("metrics", record.result.metrics);
  visit("test_metrics", record.result.test_metrics);
  visit("timings", record.run.timings);
  visit("seconds", record.run.seconds);
  visit("peak_memory_bytes", record.run.peak_memory_bytes);
  visit("warnings", record.run.warnings);
  visit("charts", record.charts);
}

}  // namespace shoal::run
