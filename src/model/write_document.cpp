#include <cmath>
#include <nlohmann/json.hpp>

#include "base/json_seal.hpp"
#include "model/document.hpp"
#include "model/kinds/kinds.hpp"
#include "model/names.hpp"
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
  if (cleaning.cancelled_prefix) json["cancelled_prefix"] = *cleaning.cancelled_prefix;
  for (const LineCondition& condition : cleaning.choice.conditions) {
    json["conditions"].push_back({{"drops", condition.drops}, {"text", condition_text(condition)}});
  }
  if (!cleaning.choice.missing.empty()) json["missing"] = cleaning.choice.missing;
  if (!cleaning.choice.ignored.empty()) json["ignored"] = cleaning.choice.ignored;
  return json;
}

Json metrics_json(const std::map<std::string, double>& metrics) {
  Json json = Json::object();
  for (const auto& [name, value] : metrics) json[name] = number(value);
  return json;
}

Json array_json(const ArrayEntry& entry) {
  return {{"name", entry.name},
          {"file", entry.file()},
          {"rows", entry.rows},
          {"columns", entry.cols},
          {"sha256", entry.sha256}};
}

/// What the document says of a kind beside its name and its arrays.
void add_kind(Json& json, const CentroidModel& kind, const std::vector<ArrayEntry>& arrays) {
  json["metric"] = name_of(k_metric_names, kind.metric);
  // Versions that did not know lists of arrays read this key.
  for (const ArrayEntry& entry : arrays) json[entry.name] = array_json(entry);
}

Json reference_json(const Reference& reference) {
  Json inputs = Json::array();
  for (const InputReference& input : reference.inputs) {
    inputs.push_back({{"name", input.name},
                      {"missing", input.missing},
                      {"mean", number(input.mean)},
                      {"deviation", number(input.deviation)},
                      {"edges", input.edges},
                      {"counts", input.counts}});
  }
  return {{"rows", reference.rows},
          {"sampled", reference.sampled},
          {"first_date", reference.first_date},
          {"last_date", reference.last_date},
          {"inputs", std::move(inputs)},
          {"distance",
           {{"quantiles", reference.distance.quantiles}, {"mean_square", number(reference.distance.mean_square)}}},
          {"shares", reference.shares}};
}

}  // namespace

std::string write_document(const Model& model, const std::vector<ArrayEntry>& arrays) {
  Json json;
  json["format"] = k_model_format;
  json["written_by"] = std::string("shoal ") + k_version;
  json["algorithm"] = model.algorithm;
  json["kind"] = std::visit([](const auto& kind) { return std::string(kind_name(kind)); }, model.kind);
  json["scalar"] = name_of(k_scalar_names, model.scalar);
  json["approximate"] = model.approximate;
  json["seed"] = model.seed;
  json["sizes"] = model.sizes;
  json["segment_names"] = model.segment_names;
  json["metrics"] = metrics_json(model.metrics);
  json["data_sha256"] = model.data_sha256;
  json["from_transactions"] = model.from_transactions;
  json["cleaning"] = cleaning_json(model.cleaning);
  json["returns"] = name_of(k_returns_names, model.returns);
  json["preparation"] = preparation_json(model.preparation);
  if (!model.reference.empty()) json["reference"] = reference_json(model.reference);
  std::visit([&](const auto& kind) { add_kind(json, kind, arrays); }, model.kind);
  json["arrays"] = Json::array();
  for (const ArrayEntry& entry : arrays) json["arrays"].push_back(array_json(entry));
  // A name that is not UTF-8 gets replacement characters, as JSON must be UTF-8.
  std::string text = json.dump(2, ' ', false, Json::error_handler_t::replace);
  text.resize(text.size() - std::string_view("\n}").size());
  return text + json_seal(text);
}

}  // namespace shoal::detail
