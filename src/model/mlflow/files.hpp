// What makes a model folder one that MLflow loads.
#pragma once

#include <string>
#include <vector>

#include "shoal/model.hpp"

namespace shoal::mlflow {

struct TextFile {
  const char* name;
  std::string text;
};

/// MLmodel (signature, flavors onnx and python_function), an input example, and the Python packages that loading needs.
/// The same texts for the same model.
std::vector<TextFile> files(const Model& model);

}  // namespace shoal::mlflow
