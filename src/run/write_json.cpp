// A run record as JSON text.
#include <algorithm>
#include <cmath>
#include <concepts>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "base/json_seal.hpp"
#include "run/fields.hpp"
#include "shoal/text.hpp"

namespace shoal {
namespace {

using Json = nlohmann::ordered_json;

class Writer {
 public:
  explicit Writer(const std::vector<std::string>& feature_names) : names_(feature_names) {}

  template <class T>
  void operator()(const char* key, const T& value) {
    object_[key] = json(value);
  }
  void by_feature(const char* key, const std::vector<double>& values) {
    Json numbers = Json::object();
    for (std::size_t j = 0; j < std::min(values.size(), names_.size()); ++j) numbers[names_[j]] = json(values[j]);
    object_[key] = std::move(numbers);
  }
  void numbers(const NamedNumbers& parameters, const NamedNumbers& measures) {
    for (const NamedNumbers* numbers : {&parameters, &measures}) {
      for (const auto& [name, value] : *numbers) {
        object_[name] = std::visit([&](auto number) { return json(number); }, value);
      }
    }
  }
  Json take() { return std::move(object_); }

 private:
  Json json(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }
  Json json(const std::string& text) { return text; }
  template <std::integral T>
  Json json(T value) {
    return value;
  }
  template <class T>
  Json json(const std::optional<T>& value) {
    return value ? json(*value) : Json(nullptr);
  }
  template <class T>
  Json json(const std::vector<T>& values) {
    Json list = Json::array();
    for (const auto& value : values) list.push_back(json(value));
    return list;
  }
  Json json(const std::vector<Stage>& stages) {
    Json object = Json::object();
    for (const auto& stage : stages) object[stage.name] = json(stage.seconds);
    return object;
  }
  template <class T>
  Json json(const std::map<std::string, T>& values) {
    Json object = Json::object();
    for (const auto& [key, value] : values) object[key] = json(value);
    return object;
  }
  template <class T>
  requires std::is_class_v<T> Json json(const T& value) {
    Writer inner(names_);
    run::describe(inner, value);
    return inner.take();
  }

  Json object_ = Json::object();
  const std::vector<std::string>& names_;
};

std::string compact(const Json& value) { return value.dump(-1, ' ', false, Json::error_handler_t::replace); }

/// Indented, except that a list of plain values stays on its line: the chart data are thousands of numbers.
void print(const Json& value, const std::string& indent, std::string& out) {
  const bool nested = value.is_object() || (value.is_array() && !value.empty() && value.front().is_structured());
  if (!nested || value.empty()) {
    out += compact(value);
    return;
  }
  out += value.is_object() ? "{" : "[";
  const char* separator = "\n";
  for (const auto& [key, item] : value.items()) {
    out += separator + indent + "  ";
    if (value.is_object()) out += compact(Json(key)) + ": ";
    print(item, indent + "  ", out);
    separator = ",\n";
  }
  out += "\n" + indent + (value.is_object() ? "}" : "]");
}

std::string document(const Json& value) {
  std::string out;
  print(value, "", out);
  // So that what a terminal is shown of it is the same bytes.
  return printable_lines(out) + "\n";
}

Json json_of(const RunRecord& record) {
  Writer writer(record.shop.feature_names);
  run::describe(writer, record);
  return writer.take();
}

}  // namespace

std::string to_json(const RunRecord& record) {
  std::string text = document(json_of(record));
  text.resize(text.size() - std::string_view("\n}\n").size());
  return text + detail::json_seal(text);
}

std::string segments_json(const RunRecord& record) {
  RunRecord part;
  part.shop.feature_names = record.shop.feature_names;
  part.shop.segments = record.shop.segments;
  Json whole = json_of(part);
  Json out = Json::object();
  out["format"] = 1;
  out["segments"] = std::move(whole["segments"]);
  return document(out);
}

}  // namespace shoal
