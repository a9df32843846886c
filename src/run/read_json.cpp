// A run record from JSON text.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/json_bounds.hpp"
#include "base/json_seal.hpp"
#include "run/fields.hpp"
#include "shoal/error.hpp"

namespace shoal {
namespace {

using Json = nlohmann::ordered_json;

/// Where a value stands in the document; written out ("sweep[3].inertia") only for an error.
struct Place {
  const Place* parent = nullptr;
  std::string_view key;
  std::size_t index = 0;

  std::string text() const {
    if (parent == nullptr) return {};
    const std::string before = parent->text();
    if (key.empty()) return fmt::format("{}[{}]", before, index);
    return before.empty() ? std::string(key) : fmt::format("{}.{}", before, key);
  }
};

struct Source {
  const std::string& name;
  const std::vector<std::string>& feature_names;
  const std::vector<std::string>& parameters;
};

/// A list or object is only named: it may be nested deeper than the stack of a recursive dump.
std::string shown(const Json& found) {
  if (found.is_array()) return "a list";
  if (found.is_object()) return "an object";
  const std::string text = found.dump(-1, ' ', true);
  return text.size() > 60 ? text.substr(0, 57) + "..." : text;
}

[[noreturn]] void refuse(const Source& source, const Place& place, const Json& found, const std::string& wanted) {
  throw Error(ErrorCode::data, fmt::format("{} is not {}", shown(found), wanted),
              "write the file anew by running the command again", fmt::format("{}, {}", source.name, place.text()));
}

/// What kind of number a name of a trial stands for. Of names that are not listed the document decides.
enum class Kind : std::uint8_t { real, whole, unknown };

Kind kind_of(std::string_view name) {
  constexpr std::array k_whole = {"k", "smallest", "iterations"};
  constexpr std::array k_real = {"inertia",        "silhouette", "calinski_harabasz", "davies_bouldin", "stability",
                                 "share_negative", "seconds"};
  if (std::ranges::find(k_whole, name) != k_whole.end()) return Kind::whole;
  return std::ranges::find(k_real, name) != k_real.end() ? Kind::real : Kind::unknown;
}

struct KeySearch {
  std::string_view wanted;
  bool found = false;
  void operator()(const char* key, const auto&) { found = found || wanted == key; }
};

/// Whether a key of a trial belongs to its clustering.
bool of_clustering(std::string_view key) {
  KeySearch keys{key};
  const ClusteringSummary none;
  run::describe(keys, none);
  return keys.found;
}

class Reader {
 public:
  Reader(const Source& source, const Json& object, const Place& place)
      : source_(source), object_(object), place_(place) {
    if (!object.is_object()) refuse(source, place, object, "an object");
  }

  template <class T>
  void operator()(const char* key, T& value) {
    if (const auto found = object_.find(key); found != object_.end()) read(*found, {&place_, key}, value);
  }

  void by_feature(const char* key, std::vector<double>& values) {
    const auto found = object_.find(key);
    if (found == object_.end()) return;
    const Place place{&place_, key};
    if (!found->is_object()) refuse(source_, place, *found, "an object of numbers by feature name");
    values.clear();
    if (found->empty()) return;
    values.assign(source_.feature_names.size(), std::numeric_limits<double>::quiet_NaN());
    for (std::size_t j = 0; j < values.size(); ++j) {
      const auto number = found->find(source_.feature_names[j]);
      if (number != found->end()) read(*number, {&place, source_.feature_names[j]}, values[j]);
    }
  }

  void numbers(NamedNumbers& parameters, NamedNumbers& measures) {
    for (const auto& [key, value] : object_.items()) {
      const bool parameter = std::ranges::find(source_.parameters, key) != source_.parameters.end();
      const bool named = parameter || kind_of(key) != Kind::unknown;
      if (of_clustering(key) || (!named && !value.is_number() && !value.is_null())) continue;
      Number& number = (parameter ? parameters : measures).emplace_back(NamedNumber{key, 0.0}).value;
      read(value, {&place_, key}, number);
    }
  }

 private:
  void read(const Json& json, const Place& place, Number& value) {
    const Kind kind = kind_of(place.key);
    if (kind == Kind::whole || (kind == Kind::unknown && json.is_number_integer())) {
      read(json, place, value.emplace<std::int64_t>());
    } else {
      read(json, place, value.emplace<double>());
    }
  }
  void read(const Json& json, const Place& place, double& value) {
    if (json.is_null()) {
      value = std::numeric_limits<double>::quiet_NaN();
    } else if (json.is_number()) {
      value = json.get<double>();
    } else {
      refuse(source_, place, json, "a number");
    }
  }
  void read(const Json& json, const Place& place, bool& value) {
    if (!json.is_boolean()) refuse(source_, place, json, "true or false");
    value = json.get<bool>();
  }
  void read(const Json& json, const Place& place, std::string& value) {
    if (!json.is_string()) refuse(source_, place, json, "a text");
    value = json.get<std::string>();
  }
  template <std::integral T>
  void read(const Json& json, const Place& place, T& value) {
    const bool fits = json.is_number_unsigned()  ? std::in_range<T>(json.get<std::uint64_t>())
                      : json.is_number_integer() ? std::in_range<T>(json.get<std::int64_t>())
                                                 : false;
    if (!fits) {
      refuse(source_, place, json,
             fmt::format("a whole number from {} to {}", std::numeric_limits<T>::min(), std::numeric_limits<T>::max()));
    }
    value = json.get<T>();
  }
  template <class T>
  void read(const Json& json, const Place& place, std::optional<T>& value) {
    value.reset();
    if (!json.is_null()) read(json, place, value.emplace());
  }
  template <class T>
  void read(const Json& json, const Place& place, std::vector<T>& values) {
    if (!json.is_array()) refuse(source_, place, json, "a list");
    values.assign(json.size(), T{});
    for (std::size_t i = 0; i < values.size(); ++i) read(json[i], {&place, {}, i}, values[i]);
  }
  void read(const Json& json, const Place& place, std::vector<Stage>& stages) {
    if (!json.is_object()) refuse(source_, place, json, "an object of seconds by stage");
    stages.clear();
    for (const auto& [name, seconds] : json.items()) {
      read(seconds, {&place, name}, stages.emplace_back(Stage{name, 0.0}).seconds);
    }
  }
  template <class T>
  void read(const Json& json, const Place& place, std::map<std::string, T>& values) {
    if (!json.is_object()) refuse(source_, place, json, "an object");
    values.clear();
    for (const auto& [key, value] : json.items()) read(value, {&place, key}, values[key]);
  }
  template <class T>
  requires std::is_class_v<T>
  void read(const Json& json, const Place& place, T& value) {
    Reader inner(source_, json, place);
    run::describe(inner, value);
  }

  const Source& source_;
  const Json& object_;
  const Place& place_;
};

constexpr const char* k_again = "write the file anew by running the command again";

/// No object of a record has as many keys; to keep their order takes the square of their number.
constexpr detail::JsonBounds k_bounds{.depth = 16, .keys = 300};

Json parse(const std::string& text, const std::string& where) {
  if (const auto flaw = detail::json_flaw(text, k_bounds)) {
    const auto end = text.begin() + static_cast<std::ptrdiff_t>(std::min(*flaw, text.size()));
    const auto line = 1 + std::count(text.begin(), end, '\n');
    throw Error(ErrorCode::data, "this is not a JSON document, or one beyond the bounds of a record", k_again,
                fmt::format("{}, line {}", where, line));
  }
  return Json::parse(text);
}

[[noreturn]] void refuse_altered(const std::string& where) {
  throw Error(ErrorCode::data, "the file was altered: its checksum does not fit",
              "copy it again from where it was made, or run the command again", where);
}

/// Since format 2 a record carries its checksum; one of format 1 may.
void check_seal(const Json& document, detail::Seal seal, const std::string& where) {
  const bool sealed = document.at("format").get<std::int64_t>() >= 2 || document.contains("checksum");
  if (sealed && seal != detail::Seal::whole) refuse_altered(where);
}

constexpr std::uint64_t k_format = 2;  ///< the newest that this code reads

[[noreturn]] void refuse_newer(const std::string& format, const std::string& where) {
  throw Error(ErrorCode::data, fmt::format("its format is {}; this shoal reads formats up to {}", format, k_format),
              "use the version of shoal that wrote it, or a newer one", where);
}

void check_format(const Source& source, const Json& document) {
  const Place root, place{&root, "format"};
  if (!document.is_object()) {
    throw Error(ErrorCode::data, "this is not the record of a run", "give the run.json that shoal wrote", source.name);
  }
  const auto format = document.find("format");
  if (format == document.end() || !format->is_number_integer()) {
    throw Error(ErrorCode::data, "this is not the record of a run: it has no whole number \"format\"",
                "give the run.json that shoal wrote", source.name);
  }
  if (format->is_number_unsigned() && format->get<std::uint64_t>() > k_format)
    refuse_newer(format->dump(), source.name);
  if (format->get<std::int64_t>() < 1) refuse(source, place, *format, "a format of run.json");
}

/// Files from before the result had a section of its own: it is the chosen trial; or the only trial, as which fit, predict
/// and evaluate carried it.
void complete_result(RunRecord& record) {
  TrialsRecord& trials = record.trials;
  const Trial* trial = chosen_trial(trials);
  const bool carried = trial == nullptr && !trials.chosen && trials.list.size() == 1;
  if (carried) trial = &trials.list.front();
  if (trial == nullptr) return;
  const bool fitted = record.run.command != "predict" && record.run.command != "evaluate";
  record.result.clustering = trial->clustering;
  if (fitted) {
    record.result.algorithm = "kmeans";
    record.result.iterations = whole_of(trial->measures, "iterations");
    record.result.seconds = value_of(trial->measures, "seconds").value_or(0.0);
  }
  if (carried) trials.list.clear();
}

}  // namespace

RunRecord run_record_from_json(const std::string& text, const std::string& where) {
  const detail::Seal seal = detail::seal_of(text);
  const std::uint64_t leading = detail::leading_format(text).value_or(0);
  if (leading > k_format) refuse_newer(std::to_string(leading), where);
  if (seal == detail::Seal::broken) refuse_altered(where);
  const Json document = parse(text, where);
  RunRecord record;
  const Source source{where, record.shop.feature_names, record.trials.parameters};
  check_format(source, document);
  check_seal(document, seal, where);
  const Place root;
  Reader reader(source, document, root);
  run::describe(reader, record);
  for (Trial& trial : record.trials.list) {
    if (trial.clustering.clusters == 0) trial.clustering.clusters = std::ssize(trial.clustering.sizes);
  }
  if (!document.contains("result")) complete_result(record);
  record.format = RunRecord{}.format;  // that of the values, whatever they were read from
  return record;
}

}  // namespace shoal
