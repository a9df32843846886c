#include <cmath>
#include <string>

#include "model/document.hpp"
#include "model/mlflow/files.hpp"
#include "model/npy.hpp"
#include "model/onnx/graph.hpp"
#include "shoal/error.hpp"
#include "shoal/files.hpp"
#include "shoal/text.hpp"

namespace shoal {
namespace {

constexpr const char* k_hint = "copy the model folder again from where it was made, or fit the model again";

constexpr std::uintmax_t k_largest_document = std::uintmax_t{1} << 28;

[[noreturn]] void fail(const std::filesystem::path& file, const std::string& reason) {
  throw Error(ErrorCode::model, reason, k_hint, file.string());
}

// `size` is the exact or the largest size that makes sense; it is looked at before anything is read.
std::string read_part(const std::filesystem::path& file, std::uintmax_t size, bool exact) {
  std::error_code unreadable;
  if (!std::filesystem::is_regular_file(file, unreadable))
    fail(file, "the file is missing: this is not a model folder");
  const auto found = std::filesystem::file_size(file, unreadable);
  if (found > size || (exact && found < size)) {
    fail(file, "the file has " + grouped(static_cast<std::int64_t>(found)) + " bytes, not " + (exact ? "" : "up to ") +
                   grouped(static_cast<std::int64_t>(size)));
  }
  try {
    return read_file(file);
  } catch (const Error& error) {
    throw Error(ErrorCode::model, error.message(), error.hint(), file.string(), error.found());
  }
}

void check_values(const Model& model, const std::filesystem::path& file) {
  for (const double value : model.centroids.values()) {
    if (!std::isfinite(value)) fail(file, "a centroid is not finite");
    if (model.scalar == Scalar::f32 && static_cast<double>(static_cast<float>(value)) != value) {
      fail(file, "a centroid is not in single precision, as the model says");
    }
  }
}

}  // namespace

void save_model(const Model& model, const std::filesystem::path& folder) {
  OutputFolder output(folder);
  const std::string centroids = detail::npy_bytes(model.centroids.view());
  write_file(output.staged(detail::k_centroids_name), centroids);
  const std::string document = detail::write_document(model, sha256(centroids));
  write_file(output.staged(detail::k_document_name), document);
  write_file(output.staged(detail::k_graph_name), onnx::graph_bytes(model, sha256(document)));
  for (const auto& [name, text] : mlflow::files(model)) write_file(output.staged(name), text);
  output.commit();
}

Model load_model(const std::filesystem::path& folder) {
  if (!std::filesystem::is_directory(folder)) {
    throw Error(ErrorCode::model, "no model folder here", "give the folder that holds model.json", folder.string());
  }
  const auto document = folder / detail::k_document_name;
  detail::ArrayEntry entry;
  Model model = detail::read_document(read_part(document, k_largest_document, false), document.string(), entry);
  const auto array = folder / detail::k_centroids_name;
  const std::string bytes = read_part(array, detail::npy_size(entry.rows, entry.cols), true);
  if (sha256(bytes) != entry.sha256) fail(array, "the file was altered: its checksum does not fit");
  std::string problem;
  model.centroids = detail::parse_npy(bytes, entry.rows, entry.cols, problem);
  if (!problem.empty()) fail(array, problem);
  check_values(model, array);
  return model;
}

void export_onnx(const std::filesystem::path& folder, const std::filesystem::path& file) {
  const Model model = load_model(folder);
  write_file(file, onnx::graph_bytes(model, sha256_file(folder / detail::k_document_name)));
}

}  // namespace shoal
