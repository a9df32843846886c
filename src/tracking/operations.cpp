#include "tracking/operations.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <optional>

#include "shoal/files.hpp"
#include "shoal/text.hpp"
#include "shoal/version.hpp"
#include "tracking/deliver.hpp"
#include "tracking/json_text.hpp"

namespace shoal::tracking {

namespace {

using Json = nlohmann::json;
namespace fs = std::filesystem;

void add_batches(std::vector<Operation>& operations, const std::string& run, const Log& log) {
  for (std::string& body : batches(log)) operations.push_back({run, Call::batch, std::move(body), {}, "", ""});
}

/// What MLflow shows of every run's origin.
std::vector<Entry> origin_tags(const RunContext& context) {
  return {{"mlflow.user", context.user},
          {"mlflow.source.name", "shoal"},
          {"mlflow.source.type", "LOCAL"},
          {"mlflow.source.git.commit", git_commit()}};
}

std::vector<Entry> own_tags(const RunInfo& run) {
  return {{"shoal.version", k_version},
          {"shoal.command", run.command},
          {"shoal.command_line", run.command_line},
          {"shoal.device", run.device},
          {"shoal.seed", std::to_string(run.seed)}};
}

Operation create_operation(const RunContext& context, const std::string& run, const std::string& name,
                           std::int64_t start, const std::vector<Entry>& tags) {
  Json body{{"run_name", name}, {"start_time", start}, {"tags", Json::array()}};
  body["tags"].push_back({{"key", k_key_tag}, {"value", run_key(context.head, run)}});
  for (const Entry& tag : tags) {
    body["tags"].push_back({{"key", tag.key}, {"value", shortened(tag.value, k_longest_tag)}});
  }
  return {run, Call::create, json_text(body), {}, "", ""};
}

/// The files, by comma as the options hold them, without their folders.
std::string short_names(const std::string& files) {
  std::vector<std::string> names;
  for (const std::string& file : split_list(files)) names.push_back(fs::path(file).filename().string());
  if (names.size() <= 3) return join(names, ",");
  return names.front() + " and " + std::to_string(names.size() - 1) + " more";
}

std::string run_name(const RunInfo& run) {
  for (const char* name : {"TRANSACTIONS", "FEATURES"}) {
    const auto input = run.options.find(name);
    if (input != run.options.end()) return run.command + " " + short_names(input->second);
  }
  return run.command;
}

/// What a trial measures, as metrics are named; `add` takes name and value.
template <class Add>
void each_measure(const Trial& trial, Add add) {
  for (const auto& [name, number] : trial.measures) {
    const double value = std::visit([](auto its) { return static_cast<double>(its); }, number);
    if (!std::isnan(value)) add(name == "seconds" ? "fit_seconds" : name, value);
  }
}

template <class Values>
void add_series(Log& log, const std::string& key, const Values& values, std::int64_t now) {
  std::int64_t step = 0;
  for (const auto value : values) log.metrics.push_back({key, static_cast<double>(value), now, step++});
}

/// MLflow orders a metric by a whole number: the parameter where it is the only one and whole, else the trial's place.
std::int64_t step_of(const Trial& trial, std::int64_t place) {
  if (trial.parameters.size() != 1) return place;
  return whole_of(trial.parameters, trial.parameters.front().name).value_or(place);
}

void add_child(std::vector<Operation>& operations, const RunContext& context, const Trial& trial, std::int64_t now) {
  const std::string run = shoal::text_of(trial.parameters);
  const double seconds = value_of(trial.measures, "seconds").value_or(0.0);
  const auto begin = std::max(context.started, now - static_cast<std::int64_t>(seconds * 1000.0));
  operations.push_back(create_operation(context, run, run, begin, origin_tags(context)));
  Log log;
  for (const auto& [name, value] : trial.parameters) log.params.push_back({name, shoal::text_of(value)});
  const ClusteringSummary& clustering = trial.clustering;
  const bool by_iteration = !clustering.inertia_trace.empty();
  if (by_iteration) add_series(log, "inertia", clustering.inertia_trace, now);
  each_measure(trial, [&](const std::string& name, double value) {
    if (name != "inertia" || !by_iteration) log.metrics.push_back({name, value, now, 0});
  });
  add_series(log, "cluster/size", clustering.sizes, now);
  add_series(log, "cluster/silhouette", clustering.cluster_silhouettes, now);
  add_series(log, "cluster/stability", clustering.cluster_stability, now);
  add_batches(operations, run, log);
  operations.push_back(end_operation(run, "FINISHED", now));
}

void add_results(Log& log, const RunRecord& record, std::int64_t now) {
  const ClusteringSummary& clustering = record.result.clustering;
  const bool by_iteration = !clustering.inertia_trace.empty();
  if (by_iteration) add_series(log, "inertia", clustering.inertia_trace, now);
  for (const auto& [name, value] : record.result.metrics) {
    if (name != "inertia" || !by_iteration) log.metrics.push_back({name, value, now, 0});
  }
  if (clustering.noise > 0) log.metrics.push_back({"noise", static_cast<double>(clustering.noise), now, 0});
  for (const auto& [name, value] : record.result.test_metrics) log.metrics.push_back({"test_" + name, value, now, 0});
  if (record.trials.chosen) log.metrics.push_back({"chosen_k", static_cast<double>(record.trials.chosen->k), now, 0});
  for (const Segment& segment : record.shop.segments) {
    log.metrics.push_back({"segment/size", static_cast<double>(segment.size), now, segment.segment});
    log.metrics.push_back({"segment/share_of_revenue", segment.share_of_revenue, now, segment.segment});
  }
  for (const Stage& stage : record.run.timings) log.metrics.push_back({"seconds/" + stage.name, stage.seconds, now, 0});
  log.metrics.push_back({"seconds/total", record.run.seconds, now, 0});
  log.metrics.push_back({"peak_memory_bytes", static_cast<double>(record.run.peak_memory_bytes), now, 0});
}

const char* type_of_role(const std::string& role) {
  if (role == "date") return "datetime";
  return role == "quantity" || role == "price" || role == "total" || role == "order_total" ? "double" : "string";
}

Json columns_of(const RunRecord& record) {
  Json columns = Json::array();
  for (const auto& [role, column] : record.input.columns) {
    columns.push_back({{"name", column}, {"type", type_of_role(role)}, {"required", true}});
  }
  if (!columns.empty()) return columns;
  for (const std::string& name : record.features.clustered) {
    columns.push_back({{"name", name}, {"type", "double"}, {"required", true}});
  }
  return columns;
}

/// The input, by name and digest; nothing for standard input, which has neither.
std::optional<Operation> inputs_operation(const RunRecord& record) {
  const InputInfo& input = record.input.file;
  if (input.sha256.empty()) return std::nullopt;
  std::error_code failed;
  // Of several files that were given the first stands for all.
  const bool one = input.files.empty() || fs::exists(input.path, failed);
  const fs::path whole = fs::absolute(one ? input.path : input.files.front().path, failed);
  const Json dataset{{"name", fs::path(input.path).filename().string()},
                     {"digest", input.sha256.substr(0, k_longest_digest)},
                     {"source_type", "local"},
                     {"source", json_text({{"uri", whole.string()}})},
                     {"schema", json_text({{"mlflow_colspec", columns_of(record)}})},
                     {"profile", json_text({{"num_rows", input.rows}, {"num_bytes", input.bytes}})}};
  const Json tags = Json::array({{{"key", "mlflow.data.context"}, {"value", "training"}}});
  const Json body{{"datasets", Json::array({{{"tags", tags}, {"dataset", dataset}}})}};
  return Operation{"", Call::inputs, json_text(body), {}, "", ""};
}

}  // namespace

std::vector<Operation> begin_operations(const RunContext& context, const RunInfo& begun,
                                        std::vector<std::pair<std::string, std::string>>& long_texts) {
  std::vector<Operation> operations;
  Log log;
  if (context.job_run_id.empty()) {
    std::vector<Entry> tags = origin_tags(context);
    for (Entry& tag : own_tags(begun)) tags.push_back(std::move(tag));
    operations.push_back(create_operation(context, "", run_name(begun), context.started, tags));
  } else {
    operations.push_back({"", Call::use, json_text({{"run_id", context.job_run_id}}), {}, "", ""});
    log.tags = own_tags(begun);
  }
  for (const auto& [name, value] : begun.options) {
    if (name.starts_with("mlflow")) continue;
    log.params.push_back({name, value});
    if (value.size() > k_longest_param) long_texts.emplace_back("params/" + as_key(name) + ".txt", value);
  }
  add_batches(operations, "", log);
  return operations;
}

std::vector<Operation> trial_operations(const RunContext& context, const TrialsRecord& trials, bool with_children,
                                        std::int64_t now) {
  std::vector<Operation> operations;
  Log log;
  const std::string prefix = "per_" + join(trials.parameters, "_") + "/";
  for (std::size_t i = 0; i < trials.list.size(); ++i) {
    const Trial& trial = trials.list[i];
    if (with_children) add_child(operations, context, trial, now);
    const std::int64_t step = step_of(trial, static_cast<std::int64_t>(i));
    each_measure(trial, [&](const std::string& name, double value) {
      log.metrics.push_back({prefix + name, value, now, step});
    });
  }
  add_batches(operations, "", log);
  return operations;
}

std::vector<Operation> result_operations(const RunContext& context, const RunRecord& record, std::int64_t now) {
  std::vector<Operation> operations;
  Log log;
  add_results(log, record, now);
  if (!record.input.file.sha256.empty()) log.tags.push_back({"shoal.input.sha256", record.input.file.sha256});
  if (record.trials.chosen && context.job_run_id.empty()) {
    log.tags.push_back({"mlflow.note.content", "k = " + std::to_string(record.trials.chosen->k) + ". " +
                                                   join(record.trials.chosen->reasons, " ")});
  }
  add_batches(operations, "", log);
  if (auto inputs = inputs_operation(record)) operations.push_back(std::move(*inputs));
  return operations;
}

Operation artifact_operation(const fs::path& folder, const fs::path& file, const std::string& path) {
  const fs::path whole = fs::weakly_canonical(file);
  const fs::path inside = whole.lexically_relative(fs::weakly_canonical(folder));
  const bool below = !inside.empty() && *inside.begin() != "..";
  return {"", Call::artifact, "", below ? inside : whole, path, sha256_file(file)};
}

Operation enrol_operation(const RunContext& context, const RunRecord& record, const Registration& registration,
                          const std::string& path) {
  Json tags = Json::array();
  const auto tag = [&](const std::string& key, const std::string& value) {
    tags.push_back({{"key", as_key(key)}, {"value", shortened(value, k_longest_tag)}});
  };
  tag(k_key_tag, run_key(context.head, ""));
  tag("shoal.version", k_version);
  tag("shoal.commit", git_commit());
  if (!record.input.file.sha256.empty()) tag("shoal.input.sha256", record.input.file.sha256);
  for (const auto& [name, value] : record.result.metrics) tag("metric." + name, fmt::format("{}", value));
  Json version{{"name", registration.name}, {"tags", std::move(tags)}};
  if (record.trials.chosen) version["description"] = "k = " + std::to_string(record.trials.chosen->k) + ".";
  return {"", Call::enrol, json_text({{"version", std::move(version)}, {"alias", registration.alias}}), {}, path, ""};
}

Operation end_operation(const std::string& run, std::string_view status, std::int64_t now) {
  return {run, Call::end, json_text({{"status", status}, {"end_time", now}}), {}, "", ""};
}

}  // namespace shoal::tracking
