#include <algorithm>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "model/document.hpp"
#include "model/names.hpp"
#include "shoal/error.hpp"

namespace shoal::detail {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* k_hint = "copy the model folder again from where it was made, or fit the model again";

/// Nesting beyond that of any model; walking a document takes stack for every level.
constexpr int k_deepest = 16;

/// Reads fields and says which one is wrong.
class Reader {
 public:
  Reader(const Json& json, std::string where) : json_(json), where_(std::move(where)) {}

  template <class T>
  T get(const char* key) const {
    const Json& value = at(key);
    try {
      return value.get<T>();
    } catch (const nlohmann::json::exception&) {
      fail(std::string("\"") + key + "\" is of the wrong type");
    }
  }
  bool flag(const char* key) const { return is(at(key).is_boolean(), key).get<bool>(); }
  std::int64_t whole(const char* key) const { return is(at(key).is_number_integer(), key).get<std::int64_t>(); }
  std::uint64_t natural(const char* key) const { return is(at(key).is_number_unsigned(), key).get<std::uint64_t>(); }

  template <class Names>
  auto choice(const char* key, const Names& names) const {
    const auto text = get<std::string>(key);
    for (const auto& [value, name] : names) {
      if (text == name) return value;
    }
    fail(std::string("\"") + key + "\" is \"" + text + "\", which this version does not know");
  }
  Reader object(const char* key) const { return {is(at(key).is_object(), key), where_}; }
  const Json& list(const char* key) const { return is(at(key).is_array(), key); }
  const Json& json() const { return json_; }

  [[noreturn]] void fail(const std::string& reason) const { throw Error(ErrorCode::model, reason, k_hint, where_); }

 private:
  const Json& at(const char* key) const {
    if (!json_.is_object() || !json_.contains(key)) fail(std::string("\"") + key + "\" is missing");
    return json_[key];
  }
  const Json& is(bool right_type, const char* key) const {
    if (!right_type) fail(std::string("\"") + key + "\" is of the wrong type");
    return json_[key];
  }

  const Json& json_;
  std::string where_;
};

void check_format(const Reader& reader) {
  const auto format = reader.whole("format");
  if (format > k_model_format) {
    throw Error(ErrorCode::model,
                "the model was written by a newer shoal (format " + std::to_string(format) + ", this one reads " +
                    std::to_string(k_model_format) + ")",
                "use that version of shoal, or fit the model again with this one", "", "");
  }
  if (format != k_model_format) reader.fail("\"format\" is " + std::to_string(format) + ", not 1");
}

void check_checksum(std::string_view text, const Reader& reader) {
  const auto end = checksum_line("").size();
  const auto body = text.substr(0, text.size() - std::min(end, text.size()));
  if (checksum_line(body) != text.substr(body.size())) reader.fail("the file was altered: its checksum does not fit");
}

Preparation read_preparation(const Reader& reader) {
  auto steps = Preparation::parse(reader.get<std::string>("text")).steps();
  const Json& fitted = reader.list("fitted");
  if (fitted.size() != steps.size()) reader.fail("the preparation does not have the numbers of every step");
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const Reader entry(fitted[i], k_document_name);
    steps[i].first = entry.get<std::vector<double>>("first");
    steps[i].second = entry.get<std::vector<double>>("second");
  }
  return Preparation::restore(reader.get<std::vector<std::string>>("columns"), std::move(steps));
}

ArrayEntry read_entry(const Reader& reader) {
  ArrayEntry entry{reader.whole("rows"), reader.whole("columns"), reader.get<std::string>("sha256")};
  if (reader.get<std::string>("file") != k_centroids_name) reader.fail("the centroids are not in centroids.npy");
  if (entry.rows < 1 || entry.rows > std::numeric_limits<std::int32_t>::max()) {
    reader.fail("a model of " + std::to_string(entry.rows) + " clusters cannot be");
  }
  return entry;
}

Model read_model(const Reader& reader, ArrayEntry& centroids) {
  Model model;
  model.algorithm = reader.get<std::string>("algorithm");
  if (model.algorithm != "kmeans")
    reader.fail("the algorithm \"" + model.algorithm + "\" is not known to this version");
  model.metric = reader.choice("metric", k_metric_names);
  model.scalar = reader.choice("scalar", k_scalar_names);
  model.approximate = reader.flag("approximate");
  model.seed = reader.natural("seed");
  model.sizes = reader.get<std::vector<std::int64_t>>("sizes");
  model.segment_names = reader.get<std::vector<std::string>>("segment_names");
  const Reader metrics = reader.object("metrics");
  for (const auto& [name, value] : metrics.json().items()) {
    model.metrics[name] =
        value.is_null() ? std::numeric_limits<double>::quiet_NaN() : metrics.get<double>(name.c_str());
  }
  model.data_sha256 = reader.get<std::string>("data_sha256");
  model.from_transactions = reader.flag("from_transactions");
  const Reader cleaning = reader.object("cleaning");
  for (const auto& [option, name] : k_cleaning_names) model.cleaning.*option = cleaning.flag(name);
  model.preparation = read_preparation(reader.object("preparation"));
  centroids = read_entry(reader.object("centroids"));
  const auto k = static_cast<std::size_t>(centroids.rows);
  if (centroids.cols != static_cast<std::int64_t>(model.preparation.columns().size())) {
    reader.fail("the centroids do not have one column for each input");
  }
  if (model.sizes.size() != k) reader.fail("there is not one size for each cluster");
  if (std::any_of(model.sizes.begin(), model.sizes.end(), [](auto size) { return size < 0; })) {
    reader.fail("a cluster has a negative size");
  }
  if (!model.segment_names.empty() && model.segment_names.size() != k) {
    reader.fail("there is not one name for each cluster");
  }
  return model;
}

}  // namespace

Model read_document(std::string_view text, const std::string& where, ArrayEntry& centroids) {
  bool too_deep = false;
  const auto shallow = [&](int depth, Json::parse_event_t, const Json&) {
    too_deep = too_deep || depth > k_deepest;
    return !too_deep;
  };
  const Json json = Json::parse(text, shallow, false);
  const Reader reader(json, where);
  if (too_deep || json.is_discarded()) reader.fail("it is not the JSON document of a model, or was cut short");
  check_format(reader);
  check_checksum(text, reader);
  try {
    return read_model(reader, centroids);
  } catch (const Error& error) {
    // Preparation words its errors for users who typed one.
    throw Error(ErrorCode::model, error.message(), k_hint, where, error.found());
  }
}

}  // namespace shoal::detail
