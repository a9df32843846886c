#include <algorithm>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <utility>

#include "base/json_bounds.hpp"
#include "base/json_seal.hpp"
#include "model/document.hpp"
#include "model/kinds/kinds.hpp"
#include "model/names.hpp"
#include "shoal/error.hpp"

namespace shoal::detail {
namespace {

/// Where the order of keys is kept, each is looked for among all others.
using SortedJson = nlohmann::json;

constexpr const char* k_hint = "copy the model folder again from where it was made, or fit the model again";

/// Reads fields and says which one is wrong.
class Reader {
 public:
  Reader(const SortedJson& json, std::string where) : json_(json), where_(std::move(where)) {}

  template <class T>
  T get(const char* key) const {
    const SortedJson& value = at(key);
    try {
      return value.get<T>();
    } catch (const nlohmann::json::exception&) {
      fail(std::string("\"") + key + "\" is of the wrong type");
    }
  }
  bool flag(const char* key) const { return is(at(key).is_boolean(), key).get<bool>(); }
  std::int64_t whole(const char* key) const { return whole_of(at(key), key); }
  /// Not by get(), which rounds 1.5 and has no answer for 1e300.
  std::vector<std::int64_t> wholes(const char* key) const {
    std::vector<std::int64_t> values;
    for (const SortedJson& value : list(key)) values.push_back(whole_of(value, key));
    return values;
  }
  std::uint64_t natural(const char* key) const { return is(at(key).is_number_unsigned(), key).get<std::uint64_t>(); }

  template <class Names>
  auto choice(const char* key, const Names& names) const {
    const auto text = get<std::string>(key);
    for (const auto& [value, name] : names) {
      if (text == name) return value;
    }
    fail(std::string("\"") + key + "\" is \"" + text + "\", which this version does not know");
  }
  /// null is NaN.
  double number(const char* key) const {
    return at(key).is_null() ? std::numeric_limits<double>::quiet_NaN() : get<double>(key);
  }
  bool has(const char* key) const { return json_.is_object() && json_.contains(key); }
  Reader object(const char* key) const { return {is(at(key).is_object(), key), where_}; }
  const SortedJson& list(const char* key) const { return is(at(key).is_array(), key); }
  const SortedJson& json() const { return json_; }
  const std::string& where() const { return where_; }

  [[noreturn]] void fail(const std::string& reason) const { throw Error(ErrorCode::model, reason, k_hint, where_); }

 private:
  const SortedJson& at(const char* key) const {
    if (!has(key)) fail(std::string("\"") + key + "\" is missing");
    return json_[key];
  }
  std::int64_t whole_of(const SortedJson& value, const char* key) const {
    const bool above = value.is_number_unsigned() && !std::in_range<std::int64_t>(value.get<std::uint64_t>());
    if (above || !value.is_number_integer()) fail(std::string("\"") + key + "\" is of the wrong type");
    return value.get<std::int64_t>();
  }
  const SortedJson& is(bool right_type, const char* key) const {
    if (!right_type) fail(std::string("\"") + key + "\" is of the wrong type");
    return json_[key];
  }

  const SortedJson& json_;
  std::string where_;
};

[[noreturn]] void refuse_newer(const std::string& format) {
  throw Error(ErrorCode::model,
              "the model was written by a newer shoal (format " + format + ", this one reads " +
                  std::to_string(k_model_format) + ")",
              "use that version of shoal, or fit the model again with this one", "", "");
}

void check_format(const Reader& reader) {
  const auto format = reader.whole("format");
  if (format > k_model_format) refuse_newer(std::to_string(format));
  if (format != k_model_format) reader.fail("\"format\" is " + std::to_string(format) + ", not 1");
}

/// Before anything is parsed.
void check_seal(std::string_view text, const std::string& where) {
  const Seal seal = seal_of(text);
  if (seal == Seal::whole) return;
  const std::uint64_t format = leading_format(text).value_or(0);
  if (format > k_model_format) refuse_newer(std::to_string(format));
  throw Error(ErrorCode::model,
              seal == Seal::broken ? "the file was altered: its checksum does not fit"
                                   : "it is not the JSON document of a model, or was cut short",
              k_hint, where);
}

Preparation read_preparation(const Reader& reader) {
  auto steps = Preparation::parse(reader.get<std::string>("text")).steps();
  const SortedJson& fitted = reader.list("fitted");
  if (fitted.size() != steps.size()) reader.fail("the preparation does not have the numbers of every step");
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const Reader entry(fitted[i], k_document_name);
    steps[i].first = entry.get<std::vector<double>>("first");
    steps[i].second = entry.get<std::vector<double>>("second");
  }
  return Preparation::restore(reader.get<std::vector<std::string>>("columns"), std::move(steps));
}

/// The choice of lines is absent where all are meant, as in models of earlier versions.
CleanOptions read_cleaning(const Reader& reader) {
  CleanOptions cleaning;
  for (const auto& [option, name] : k_cleaning_names) cleaning.*option = reader.flag(name);
  if (reader.has("cancelled_prefix")) cleaning.cancelled_prefix = reader.get<std::string>("cancelled_prefix");
  if (reader.has("missing")) cleaning.choice.missing = reader.get<std::vector<std::string>>("missing");
  if (reader.has("ignored")) cleaning.choice.ignored = reader.get<std::vector<std::string>>("ignored");
  if (!reader.has("conditions")) return cleaning;
  for (const SortedJson& item : reader.list("conditions")) {
    const Reader condition(item, reader.where());
    const auto text = condition.get<std::string>("text");
    try {
      cleaning.choice.conditions.push_back(parse_condition(text, condition.flag("drops"), {}));
    } catch (const Error& error) {
      if (error.code() != ErrorCode::usage) throw;
      condition.fail("\"" + text + "\" is no condition on a column");
    }
  }
  return cleaning;
}

/// Arrays that a model may have; its kind needs some of them.
constexpr std::size_t k_most_arrays = 32;

bool is_array_name(const std::string& name) {
  const auto plain = [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; };
  return !name.empty() && name.size() <= 40 && std::ranges::all_of(name, plain);
}

/// `name` is the key of an entry that does not say it itself.
ArrayEntry read_entry(const Reader& reader, const std::string& name) {
  ArrayEntry entry{name, reader.whole("rows"), reader.whole("columns"), reader.get<std::string>("sha256")};
  if (!is_array_name(entry.name)) reader.fail("an array cannot have the name \"" + entry.name + "\"");
  if (reader.get<std::string>("file") != entry.file()) reader.fail("the " + name + " are not in " + entry.file());
  constexpr std::int64_t most = std::numeric_limits<std::int32_t>::max();
  if (entry.rows < 1 || entry.rows > most || entry.cols < 1 || entry.cols > most) {
    reader.fail("an array of " + std::to_string(entry.rows) + " x " + std::to_string(entry.cols) + " values cannot be");
  }
  return entry;
}

std::vector<ArrayEntry> read_entries(const Reader& reader) {
  if (!reader.has("arrays")) return {read_entry(reader.object("centroids"), "centroids")};
  std::vector<ArrayEntry> entries;
  const SortedJson& list = reader.list("arrays");
  if (list.size() > k_most_arrays) reader.fail("it lists " + std::to_string(list.size()) + " arrays");
  for (const SortedJson& item : list) {
    const Reader entry(item, reader.where());
    // Older versions read an entry of the document itself: both must say the same.
    const std::string name = entry.get<std::string>("name");
    if (reader.has(name.c_str()) && reader.json()[name] != item) reader.fail("it says two things of its " + name);
    entries.push_back(read_entry(entry, name));
    const auto same = [&](const ArrayEntry& other) { return other.name == entries.back().name; };
    if (std::ranges::count_if(entries, same) > 1) reader.fail("it lists \"" + entries.back().name + "\" twice");
  }
  return entries;
}

/// What the document says of a kind beside its name and its arrays.
void read_kind(const Reader& reader, CentroidModel& kind) { kind.metric = reader.choice("metric", k_metric_names); }

ModelKind read_kind(const Reader& reader) {
  const std::string name = reader.has("kind") ? reader.get<std::string>("kind") : "centroids";
  std::optional<ModelKind> kind = make_kind(name);
  if (!kind) reader.fail("a model of the kind \"" + name + "\" is not known to this version");
  std::visit([&](auto& alternative) { read_kind(reader, alternative); }, *kind);
  return *std::move(kind);
}

InputReference read_input(const Reader& reader) {
  InputReference input{reader.get<std::string>("name"),
                       reader.whole("missing"),
                       reader.number("mean"),
                       reader.number("deviation"),
                       reader.get<std::vector<double>>("edges"),
                       reader.wholes("counts")};
  if (input.edges.size() != input.counts.size() + (input.counts.empty() ? 0 : 1) ||
      !std::ranges::is_sorted(input.edges)) {
    reader.fail("the bins of the input \"" + input.name + "\" do not fit together");
  }
  return input;
}

Reference read_reference(const Reader& reader) {
  Reference reference;
  reference.rows = reader.whole("rows");
  reference.sampled = reader.whole("sampled");
  reference.first_date = reader.get<std::string>("first_date");
  reference.last_date = reader.get<std::string>("last_date");
  for (const SortedJson& item : reader.list("inputs")) reference.inputs.push_back(read_input({item, reader.where()}));
  const Reader distance = reader.object("distance");
  reference.distance = {distance.get<std::vector<double>>("quantiles"), distance.number("mean_square")};
  reference.shares = reader.get<std::vector<double>>("shares");
  return reference;
}

void check_counts(const Reader& reader, const Model& model) {
  if (std::ranges::any_of(model.sizes, [](auto size) { return size < 0; })) {
    reader.fail("a cluster has a negative size");
  }
  if (!model.segment_names.empty() && model.segment_names.size() != model.sizes.size()) {
    reader.fail("there is not one name for each cluster");
  }
  if (model.reference.empty()) return;
  if (model.reference.inputs.size() != model.preparation.columns().size() ||
      model.reference.shares.size() != model.sizes.size()) {
    reader.fail("the reference does not fit the inputs and the clusters");
  }
}

Document read_model(const Reader& reader) {
  Model model;
  model.algorithm = reader.get<std::string>("algorithm");
  if (model.algorithm != "kmeans") {
    reader.fail("the algorithm \"" + model.algorithm + "\" is not known to this version");
  }
  model.kind = read_kind(reader);
  model.scalar = reader.choice("scalar", k_scalar_names);
  model.approximate = reader.flag("approximate");
  model.seed = reader.natural("seed");
  model.sizes = reader.wholes("sizes");
  model.segment_names = reader.get<std::vector<std::string>>("segment_names");
  const Reader metrics = reader.object("metrics");
  for (const auto& [name, value] : metrics.json().items()) model.metrics[name] = metrics.number(name.c_str());
  model.data_sha256 = reader.get<std::string>("data_sha256");
  model.from_transactions = reader.flag("from_transactions");
  model.cleaning = read_cleaning(reader.object("cleaning"));
  model.returns = reader.has("returns") ? reader.choice("returns", k_returns_names) : Returns::gross;
  model.preparation = read_preparation(reader.object("preparation"));
  if (reader.has("reference")) model.reference = read_reference(reader.object("reference"));
  Document document{std::move(model), read_entries(reader)};
  const std::string flaw = std::visit(
      [&](const auto& kind) { return shape_flaw(kind, document.model, document.arrays); }, document.model.kind);
  if (!flaw.empty()) reader.fail(flaw);
  check_counts(reader, document.model);
  return document;
}

}  // namespace

Document read_document(std::string_view text, const std::string& where) {
  check_seal(text, where);
  if (json_flaw(text, {})) {
    throw Error(ErrorCode::model, "it is not the JSON document of a model, or a larger one than any", k_hint, where);
  }
  const SortedJson json = SortedJson::parse(text);
  const Reader reader(json, where);
  check_format(reader);
  try {
    return read_model(reader);
  } catch (const Error& error) {
    // Preparation words its errors for users who typed one, and names the step as their place.
    const bool placed = error.where().empty() || error.where() == where;
    throw Error(ErrorCode::model, placed ? error.message() : error.where() + ": " + error.message(), k_hint, where,
                error.found());
  }
}

}  // namespace shoal::detail
