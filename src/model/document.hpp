// model.json: a model as a JSON document without its arrays.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "shoal/model.hpp"

namespace shoal::detail {

inline constexpr int k_model_format = 1;
inline constexpr const char* k_document_name = "model.json";
inline constexpr const char* k_graph_name = "model.onnx";

/// What model.json says about an array; its file is its name with ".npy".
struct ArrayEntry {
  std::string name;
  std::int64_t rows = 0, cols = 0;
  std::string sha256;  ///< of the file

  std::string file() const { return name + ".npy"; }
};

/// A model without its arrays, and what they are.
struct Document {
  Model model;
  std::vector<ArrayEntry> arrays;
};

/// The text of model.json; it ends with a checksum of everything before.
std::string write_document(const Model& model, const std::vector<ArrayEntry>& arrays);

/// The files of a model folder that load_model() reads. Error{model} for a model.json that it would refuse.
std::vector<std::string> model_files(const std::filesystem::path& folder);

/// Error{model} with the reason; `where` is the file's path.
Document read_document(std::string_view text, const std::string& where);

}  // namespace shoal::detail
