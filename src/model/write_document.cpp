#include <cmath>
#include <nlohmann/json.hpp>

#include "model/document.hpp"
#include "model/names.hpp"
#include "shoal/files.hpp"
#include "shoal/text.hpp"
#include "shoal/version.hpp"

namespace shoal::detail {
namespace {

using Json = nlohmann::ordered_json;

template <class Names, class Value>
std::string name_of(const Names& names, Value value) {
  for (const auto& [known, name] : names) {
    if (known == value) return std::string(name);
  }
  return {};
}

Json number(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }

Json preparation_json(const Preparation& preparation) {
  const std::string text = preparation.text();
  Json fitted = Json::array();
  const auto parts = split_list(text);
  for (std::size_t i = 0; i < preparation.steps().size(); ++i) {
    const auto& step = preparation.steps()[i];
    fitted.push_back({{"step", parts[i]}, {"first", step.first}, {"second", step.second}});
  }
  return {{"text", text}, {"columns", preparation.columns()}, {"fitted", std::move(fitted)}};
}

Json cleaning_json(const CleanOptions& cleaning) {
  Json json = Json::object();
  for (const auto& [option, name] : k_cleaning_names) json[name] = cleaning.*option;
  return json;
}

Json metrics_json(const std::map<std::string, double>& metrics) {
  Json json = Json::object();
  for (const auto& [name, value] : metrics) json[name] = number(value);
  return json;
}

}  // namespace

std::string checksum_line(std::string_view before) { return ",\n  \"checksum\": \"" + sha256(before) + "\"\n}\n"; }

std::string write_document(const Model& model, const std::string& centroids_sha256) {
  Json json;
  json["format"] = k_model_format;
  json["written_by"] = std::string("shoal ") + k_version;
  json["algorithm"] = model.algorithm;
  json["metric"] = name_of(k_metric_names, model.metric);
  json["scalar"] = name_of(k_scalar_names, model.scalar);
  json["approximate"] = model.approximate;
  json["seed"] = model.seed;
  json["sizes"] = model.sizes;
  json["segment_names"] = model.segment_names;
  json["metrics"] = metrics_json(model.metrics);
  json["data_sha256"] = model.data_sha256;
  json["from_transactions"] = model.from_transactions;
  json["cleaning"] = cleaning_json(model.cleaning);
  json["preparation"] = preparation_json(model.preparation);
  json["centroids"] = {{"file", k_centroids_name},
                       {"rows", model.centroids.rows()},
                       {"columns", model.centroids.cols()},
                       {"sha256", centroids_sha256}};
  // A name that is not UTF-8 gets replacement characters, as JSON must be UTF-8.
  std::string text = json.dump(2, ' ', false, Json::error_handler_t::replace);
  text.resize(text.size() - std::string_view("\n}").size());
  return text + checksum_line(text);
}

}  // namespace shoal::detail
