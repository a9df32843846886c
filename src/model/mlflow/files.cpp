#include "model/mlflow/files.hpp"

#include <nlohmann/json.hpp>

#include "model/document.hpp"
#include "model/mlflow/example.hpp"
#include "model/onnx/graph.hpp"

namespace shoal::mlflow {
namespace {

using Json = nlohmann::ordered_json;

/// In ASCII: YAML takes fewer characters than JSON does, and so is no longer a superset once others stand for themselves.
std::string ascii(const Json& json, int indent = -1) {
  return json.dump(indent, ' ', true, Json::error_handler_t::replace);
}

/// A schema is JSON inside of a string, as MLflow writes it.
std::string input_schema(const Model& model) {
  Json columns = Json::array();
  for (const std::string& name : model.preparation.columns()) {
    columns.push_back({{"type", "double"}, {"name", name}, {"required", true}});
  }
  return ascii(columns);
}

std::string output_schema(const Model& model) {
  Json columns = Json::array();
  for (const auto& [name, type] : onnx::outputs(model)) {
    columns.push_back({{"type", type}, {"name", name}, {"required", true}});
  }
  return ascii(columns);
}

Json ml_model(const Model& model) {
  // The CPU checks the places that a Gather takes, and the refusal of missing values rests on that; a GPU does not.
  const Json onnx{{"data", detail::k_graph_name}, {"providers", {"CPUExecutionProvider"}}};
  const Json function{{"loader_module", "mlflow.onnx"},
                      {"data", detail::k_graph_name},
                      {"python_version", "3.11"},
                      {"env", {{"conda", "conda.yaml"}, {"virtualenv", "python_env.yaml"}}}};
  return {{"flavors", {{"onnx", onnx}, {"python_function", function}}},
          {"signature", {{"inputs", input_schema(model)}, {"outputs", output_schema(model)}}},
          {"saved_input_example_info",
           {{"artifact_path", "input_example.json"},
            {"pandas_orient", "split"},
            {"serving_input_path", "serving_input_example.json"},
            {"type", "dataframe"}}}};
}

Json example(const Model& model) {
  const Matrix<double> rows = example_rows(model);
  Json data = Json::array();
  for (std::int64_t i = 0; i < rows.rows(); ++i) {
    data.push_back(std::vector<double>(rows.row(i), rows.row(i) + rows.cols()));
  }
  return {{"columns", model.preparation.columns()}, {"data", std::move(data)}};
}

constexpr const char* k_requirements = "mlflow>=2.18\nonnx>=1.16\nonnxruntime>=1.17\n";
constexpr const char* k_conda =
    "channels: [conda-forge]\n"
    "dependencies:\n"
    "  - python=3.11\n"
    "  - pip\n"
    "  - pip: [mlflow>=2.18, onnx>=1.16, onnxruntime>=1.17]\n"
    "name: shoal\n";
constexpr const char* k_python_env = "python: \"3.11\"\ndependencies: [-r requirements.txt]\n";

}  // namespace

std::vector<TextFile> files(const Model& model) {
  const Json rows = example(model);
  return {{"MLmodel", ascii(ml_model(model), 2) + "\n"},
          {"input_example.json", ascii(rows) + "\n"},
          {"serving_input_example.json", ascii({{"dataframe_split", rows}}) + "\n"},
          {"requirements.txt", k_requirements},
          {"conda.yaml", k_conda},
          {"python_env.yaml", k_python_env}};
}

}  // namespace shoal::mlflow
