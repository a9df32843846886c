// What makes a model folder one that MLflow loads.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "shoal/model.hpp"

namespace shoal::mlflow {

struct TextFile {
  const char* name;
  std::string text;
};

inline constexpr std::array<const char*, 6> k_file_names{
    "MLmodel", "input_example.json", "serving_input_example.json", "requirements.txt", "conda.yaml", "python_env.yaml"};

/// MLmodel (signature, flavors onnx and python_function), an input example, and the Python packages that loading needs:
/// the files of k_file_names.
/// The same texts for the same model.
std::vector<TextFile> files(const Model& model);

}  // namespace shoal::mlflow
