// model.json: a model as a JSON document without its centroids.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "shoal/model.hpp"

namespace shoal::detail {

inline constexpr int k_model_format = 1;
inline constexpr const char* k_document_name = "model.json";
inline constexpr const char* k_centroids_name = "centroids.npy";
inline constexpr const char* k_graph_name = "model.onnx";

/// What model.json says about centroids.npy.
struct ArrayEntry {
  std::int64_t rows = 0, cols = 0;
  std::string sha256;
};

/// The end of model.json: the SHA-256 of all bytes before it.
std::string checksum_line(std::string_view before);

/// The text of model.json; it ends with a checksum of everything before.
std::string write_document(const Model& model, const std::string& centroids_sha256);

/// The model without its centroids. Error{model} with the reason; `where` is the file's path.
Model read_document(std::string_view text, const std::string& where, ArrayEntry& centroids);

}  // namespace shoal::detail
