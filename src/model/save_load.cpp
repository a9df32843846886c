#include <string>

#include "model/document.hpp"
#include "model/kinds/kinds.hpp"
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

detail::Document read_document(const std::filesystem::path& folder) {
  if (!std::filesystem::is_directory(folder)) {
    throw Error(ErrorCode::model, "no model folder here", "give the folder that holds model.json", folder.string());
  }
  const auto file = folder / detail::k_document_name;
  return detail::read_document(read_part(file, k_largest_document, false), file.string());
}

Matrix<double> read_array(const std::filesystem::path& file, const detail::ArrayEntry& entry) {
  const std::string bytes = read_part(file, detail::npy_size(entry.rows, entry.cols), true);
  if (sha256(bytes) != entry.sha256) fail(file, "the file was altered: its checksum does not fit");
  std::string problem;
  Matrix<double> values = detail::parse_npy(bytes, entry.rows, entry.cols, problem);
  if (!problem.empty()) fail(file, problem);
  return values;
}

/// The files of a model with these arrays that load_model() reads.
std::vector<std::string> names_of(const std::vector<detail::ArrayEntry>& arrays) {
  std::vector<std::string> names{detail::k_document_name};
  for (const detail::ArrayEntry& entry : arrays) names.push_back(entry.file());
  return names;
}

/// Writes the arrays and returns what model.json says of them.
std::vector<detail::ArrayEntry> write_arrays(const Model& model, OutputFolder& output, const std::string& below) {
  std::vector<detail::ArrayEntry> entries;
  for (const auto& [name, values] : std::visit([](const auto& kind) { return detail::arrays(kind); }, model.kind)) {
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

Model load_model(const std::filesystem::path& folder) {
  auto [model, entries] = read_document(folder);
  for (const detail::ArrayEntry& entry : entries) {
    Matrix<double> values = read_array(folder / entry.file(), entry);
    const std::string flaw = std::visit(
        [&](auto& kind) { return detail::take_array(kind, model, entry.name, std::move(values)); }, model.kind);
    if (!flaw.empty()) fail(folder / entry.file(), flaw);
  }
  check_folder(folder, names_of(entries), false, ErrorCode::model);
  return std::move(model);
}

std::vector<std::string> model_files(const std::filesystem::path& folder) {
  return names_of(read_document(folder).arrays);
}

void export_onnx(const std::filesystem::path& folder, const std::filesystem::path& file) {
  const Model model = load_model(folder);
  for (const std::string& name : model_files(folder)) {
    std::error_code failed;
    if (!std::filesystem::equivalent(folder / name, file, failed) || failed) continue;
    throw Error(ErrorCode::usage, "it is a file of the model, which it would overwrite", "give another path",
                file.string());
  }
  write_file(file, onnx::graph_bytes(model, sha256_file(folder / detail::k_document_name)));
}

}  // namespace shoal
