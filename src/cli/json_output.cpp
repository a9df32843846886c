#include "cli/json_output.hpp"

#include <nlohmann/json.hpp>

#include "shoal/text.hpp"

namespace shoal::cli {

namespace {

using Json = nlohmann::ordered_json;

std::string text(const Json& document) { return document.dump(2, ' ', false, Json::error_handler_t::replace); }

Json stage_seconds(const RunRecord& record) {
  Json seconds = Json::object();
  for (const Stage& stage : record.timings) seconds[stage.name] = stage.seconds;
  return seconds;
}

/// Of the rows that products of low precision ranked, those that canonical distances decided.
Json search_counts(const RunRecord& record) {
  const auto rows = static_cast<double>(record.ranked_rows), rescored = static_cast<double>(record.rescored_rows);
  return {{"rows", record.ranked_rows},
          {"rescored", record.rescored_rows},
          {"share", record.ranked_rows > 0 ? rescored / rows : 0.0}};
}

}  // namespace

std::string fit_json(const RunRecord& record) {
  const SweepRow& row = record.sweep.front();
  return text({{"format", 1},
               {"algorithm", "kmeans"},
               {"clusters", row.k},
               {"inertia", row.inertia},
               {"iterations", row.iterations},
               {"sizes", row.sizes},
               {"seconds", row.seconds},
               {"metrics", record.metrics},
               {"test_metrics", record.test_metrics},
               {"timings", stage_seconds(record)},
               {"search", search_counts(record)},
               {"seed", record.seed},
               {"device", record.device},
               {"warnings", record.warnings}});
}

std::string sweep_json(const RunRecord& record) {
  const Json all = Json::parse(to_json(record));
  Json document{{"format", 1}};
  for (const char* key : {"sweep", "chosen", "timings", "warnings"}) document[key] = all.at(key);
  return text(document);
}

std::string predict_json(const RunRecord& record) {
  const SweepRow& row = record.sweep.front();
  std::int64_t rows = 0;
  for (const std::int64_t size : row.sizes) rows += size;
  return text({{"format", 1},
               {"clusters", row.k},
               {"rows", rows},
               {"sizes", row.sizes},
               {"seconds", record.seconds},
               {"warnings", record.warnings}});
}

std::string evaluate_json(const RunRecord& record) {
  Json document{{"format", 1}};
  for (const auto& [name, value] : record.metrics) document[name] = value;
  const SweepRow& row = record.sweep.front();
  document["per_cluster"] = Json::array();
  for (std::size_t c = 0; c < row.sizes.size(); ++c) {
    document["per_cluster"].push_back({{"cluster", c}, {"size", row.sizes[c]}});
    if (!row.cluster_silhouettes.empty()) document["per_cluster"].back()["silhouette"] = row.cluster_silhouettes[c];
  }
  document["timings"] = stage_seconds(record);
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

std::string error_json(const Error& error) {
  return text({{"error",
                {{"code", error_name(error.code())},
                 {"message", error.message()},
                 {"where", error.where()},
                 {"found", error.found()},
                 {"hint", error.hint()}}}});
}

}  // namespace shoal::cli
