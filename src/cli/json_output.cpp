#include "cli/json_output.hpp"

#include <nlohmann/json.hpp>

#include <limits>

#include "shoal/numbers.hpp"
#include "shoal/text.hpp"
#include "shoal/version.hpp"

namespace shoal::cli {

namespace {

using Json = nlohmann::ordered_json;

std::string text(const Json& document) { return document.dump(2, ' ', false, Json::error_handler_t::replace); }

Json stage_seconds(const RunRecord& record) {
  Json seconds = Json::object();
  for (const Stage& stage : record.run.timings) seconds[stage.name] = stage.seconds;
  return seconds;
}

/// Names of the columns that are no features, and why.
Json left_out(const RunRecord& record) {
  Json columns = Json::array();
  for (const auto& [name, why, doubtful] : record.features.left_out) columns.push_back({{"name", name}, {"why", why}});
  return columns;
}

/// The label of a cluster as it was given: a number, or a text.
Json given_label(const RunRecord& record, std::size_t cluster) {
  const std::string& label = record.result.given_labels[cluster];
  return record.result.text_labels
             ? Json(label)
             : Json(whole_number<std::int64_t>(label, 0, std::numeric_limits<std::int32_t>::max(), "label"));
}

/// Of the rows that products of low precision ranked, those that canonical distances decided.
Json search_counts(const RunRecord& record) {
  const auto rows = static_cast<double>(record.result.ranked_rows),
             rescored = static_cast<double>(record.result.rescored_rows);
  return {{"rows", record.result.ranked_rows},
          {"rescored", record.result.rescored_rows},
          {"share", record.result.ranked_rows > 0 ? rescored / rows : 0.0}};
}

}  // namespace

std::string fit_json(const RunRecord& record) {
  const ClusteringSummary& clustering = record.result.clustering;
  const auto& metrics = record.result.metrics;
  return text({{"format", 1},
               {"algorithm", record.result.algorithm},
               {"preparation", record.features.preparation},
               {"columns", record.features.clustered},
               {"left_out", left_out(record)},
               {"clusters", clustering.clusters},
               {"inertia", metrics.contains("inertia") ? Json(metrics.at("inertia")) : Json(nullptr)},
               {"iterations", record.result.iterations ? Json(*record.result.iterations) : Json(nullptr)},
               {"sizes", clustering.sizes},
               {"noise", clustering.noise},
               {"seconds", record.result.seconds},
               {"metrics", record.result.metrics},
               {"test_metrics", record.result.test_metrics},
               {"timings", stage_seconds(record)},
               {"search", search_counts(record)},
               {"seed", record.run.seed},
               {"device", record.run.device},
               {"warnings", record.run.warnings}});
}

std::string sweep_json(const RunRecord& record) {
  const Json all = Json::parse(to_json(record));
  Json document{{"format", 1}};
  for (const char* key : {"sweep", "chosen", "timings", "left_out", "warnings"}) document[key] = all.at(key);
  document["columns"] = record.features.clustered;
  return text(document);
}

std::string predict_json(const RunRecord& record) {
  const ClusteringSummary& clustering = record.result.clustering;
  return text({{"format", 1},
               {"columns", record.features.clustered},
               {"left_out", left_out(record)},
               {"clusters", clustering.clusters},
               {"rows", clustering.rows()},
               {"sizes", clustering.sizes},
               {"noise", clustering.noise},
               {"seconds", record.run.seconds},
               {"warnings", record.run.warnings}});
}

std::string inspection_json(const Inspection& inspection) {
  const Json all = Json::parse(to_json(inspection.record));
  Json document{{"format", 1}};
  for (const char* key : {"input", "rejected_rows", "columns", "decisions", "doubts", "cleaning", "warnings"})
    document[key] = all.at(key);
  document["lines"] = Json::array();
  for (const auto& row : inspection.rows) {
    Json line = Json::object();
    for (const InspectedValue& value : row) line[value.role] = value.text;
    document["lines"].push_back(std::move(line));
  }
  return text(document);
}

std::string evaluate_json(const RunRecord& record) {
  Json document{{"format", 1}};
  for (const auto& [name, value] : record.result.metrics) document[name] = value;
  const ClusteringSummary& clustering = record.result.clustering;
  document["noise"] = clustering.noise;
  document["per_cluster"] = Json::array();
  for (std::size_t c = 0; c < clustering.sizes.size(); ++c) {
    document["per_cluster"].push_back(
        {{"cluster", c}, {"label", given_label(record, c)}, {"size", clustering.sizes[c]}});
    if (!clustering.cluster_silhouettes.empty())
      document["per_cluster"].back()["silhouette"] = clustering.cluster_silhouettes[c];
  }
  document["preparation"] = record.features.preparation;
  document["columns"] = record.features.clustered;
  document["left_out"] = left_out(record);
  document["timings"] = stage_seconds(record);
  document["warnings"] = record.run.warnings;
  return text(document);
}

std::string push_json(const PushSummary& summary) {
  return text({{"format", 1},
               {"runs", summary.runs},
               {"still_running", summary.still_running},
               {"sent", summary.sent},
               {"addresses", summary.addresses},
               {"refused", summary.refused}});
}

std::string devices_json(const std::vector<DeviceInfo>& devices) {
  Json list = Json::array();
  for (const DeviceInfo& device : devices) {
    list.push_back({{"name", device.name},
                    {"description", device.description},
                    {"ready", device.ready},
                    {"reason", device.reason}});
  }
  return text({{"format", 1}, {"devices", std::move(list)}});
}

std::string registry_json(const std::vector<ModelVersion>& versions) {
  Json list = Json::array();
  for (const ModelVersion& version : versions) {
    list.push_back({{"name", version.name},
                    {"version", version.version},
                    {"aliases", version.aliases},
                    {"run_id", version.run_id},
                    {"created", iso_time(version.created / 1000) + "Z"},
                    {"tags", version.tags}});
  }
  return text({{"format", 1}, {"versions", std::move(list)}});
}

std::string promotion_json(const std::string& name, const std::string& version, const std::string& alias,
                           const std::string& before) {
  return text({{"format", 1},
               {"name", name},
               {"version", version},
               {"alias", alias},
               {"before", before.empty() ? Json(nullptr) : Json(before)}});
}

std::string written_json(const std::vector<std::filesystem::path>& files) {
  Json names = Json::array();
  for (const std::filesystem::path& file : files) names.push_back(file.string());
  return text({{"format", 1}, {"wrote", std::move(names)}});
}

std::string version_json() { return text({{"format", 1}, {"version", k_version}, {"commit", git_commit()}}); }

std::string error_json(const Error& error) {
  return text({{"error",
                {{"code", error_name(error.code())},
                 {"message", error.message()},
                 {"where", error.where()},
                 {"found", error.found()},
                 {"hint", error.hint()}}}});
}

}  // namespace shoal::cli
