#include <algorithm>
#include <cmath>
#include <string>

#include "model/document.hpp"
#include "model/kinds/kinds.hpp"
#include "model/mlflow/files.hpp"
#include "model/npy.hpp"
#include "model/onnx/graph.hpp"
#include "shoal/error.hpp"
#include "shoal/files.hpp"

namespace shoal {
namespace {

/// What load_model() would refuse is not written.
void check_finite(std::string_view name, MatrixView<const double> values) {
  if (std::all_of(values.data, values.data + values.size(), [](double value) { return std::isfinite(value); })) return;
  throw Error(ErrorCode::data, "the " + std::string(name) + " of this model are not finite: their sums overflow",
              "scale the columns and the weights, or leave out values near the end of double precision");
}

/// Writes the arrays and returns what model.json says of them.
std::vector<detail::ArrayEntry> write_arrays(const Model& model, OutputFolder& output, const std::string& below) {
  std::vector<detail::ArrayEntry> entries;
  for (const auto& [name, values] : std::visit([](const auto& kind) { return detail::arrays(kind); }, model.kind)) {
    check_finite(name, values);
    const std::string bytes = detail::npy_bytes(values);
    entries.push_back({name, values.rows, values.cols, sha256(bytes)});
    write_file(output.staged(below + entries.back().file()), bytes);
  }
  return entries;
}

/// Stages the files that make a model folder, below `below`; that which readers open first comes last.
void stage_model(const Model& model, OutputFolder& output, const std::string& below) {
  const std::string document = detail::write_document(model, write_arrays(model, output, below));
  for (const auto& [name, text] : mlflow::files(model)) write_file(output.staged(below + name), text);
  write_file(output.staged(below + detail::k_graph_name), onnx::graph_bytes(model, sha256(document)));
  write_file(output.staged(below + detail::k_document_name), document);
}

}  // namespace

std::vector<std::string> model_file_names() {
  std::vector<std::string> names{detail::k_document_name, detail::k_graph_name,
                                 detail::ArrayEntry{"centroids", 0, 0, ""}.file()};
  names.insert(names.end(), mlflow::k_file_names.begin(), mlflow::k_file_names.end());
  return names;
}

void save_model(const Model& model, OutputFolder& run, const std::string& name) {
  stage_model(model, run, name + "/");
  run.stage_manifest_of(name, FolderKind::model);
}

void save_model(const Model& model, OutputFolder& folder) {
  stage_model(model, folder, "");
  folder.commit();
}

void save_model(const Model& model, const std::filesystem::path& folder) {
  OutputFolder output(folder, FolderKind::model);
  save_model(model, output);
}

void export_onnx(const std::filesystem::path& folder, const std::filesystem::path& file) {
  const Model model = load_model(folder);
  for (const std::string& name : detail::model_files(folder)) {
    std::error_code failed;
    if (!std::filesystem::equivalent(folder / name, file, failed) || failed) continue;
    throw Error(ErrorCode::usage, "it is a file of the model, which it would overwrite", "give another path",
                file.string());
  }
  write_file(file, onnx::graph_bytes(model, sha256_file(folder / detail::k_document_name)));
}

}  // namespace shoal
