// Reading a model, from a folder or from wherever its files are.
#include <string>
#include <utility>
#include <vector>

#include "model/document.hpp"
#include "model/kinds/kinds.hpp"
#include "model/npy.hpp"
#include "shoal/error.hpp"
#include "shoal/files.hpp"
#include "shoal/model.hpp"
#include "shoal/text.hpp"

namespace shoal {
namespace {

constexpr const char* k_hint = "copy the model folder again from where it was made, or fit the model again";

[[noreturn]] void fail(const std::filesystem::path& file, const std::string& reason) {
  throw Error(ErrorCode::model, reason, k_hint, file.string());
}

[[noreturn]] void fail_by_length(const std::filesystem::path& file, std::uintmax_t found, std::uintmax_t right,
                                 const char* most = "") {
  fail(file, "the file has " + grouped(static_cast<std::int64_t>(found)) + " bytes, not " +
                 grouped(static_cast<std::int64_t>(right)) + most);
}

void require_folder(const std::filesystem::path& folder) {
  std::error_code ignored;
  if (std::filesystem::is_directory(folder, ignored)) return;
  throw Error(ErrorCode::model, "no model folder here", "give the folder that holds model.json", folder.string());
}

/// A file of a folder; its length is looked at before anything is read.
std::string read_part(const std::filesystem::path& file, std::uintmax_t largest) {
  std::error_code unreadable;
  if (!std::filesystem::is_regular_file(file, unreadable))
    fail(file, "the file is missing: this is not a model folder");
  const auto found = std::filesystem::file_size(file, unreadable);
  if (found > largest) fail_by_length(file, found, largest, " at most");
  try {
    return read_file(file, largest);
  } catch (const Error& error) {
    throw Error(ErrorCode::model, error.message(), error.hint(), file.string(), error.found());
  }
}

Matrix<double> read_array(const ReadPart& read, const std::filesystem::path& file, const detail::ArrayEntry& entry) {
  const std::uintmax_t size = detail::npy_size(entry.rows, entry.cols);
  const std::string bytes = read(entry.file(), size);
  if (bytes.size() != size) fail_by_length(file, bytes.size(), size);
  if (sha256(bytes) != entry.sha256) fail(file, "the file was altered: its checksum does not fit");
  std::string problem;
  Matrix<double> values = detail::parse_npy(bytes, entry.rows, entry.cols, problem);
  if (!problem.empty()) fail(file, problem);
  return values;
}

}  // namespace

std::vector<std::string> detail::model_files(const std::filesystem::path& folder) {
  require_folder(folder);
  const auto file = folder / detail::k_document_name;
  std::vector<std::string> names{detail::k_document_name};
  for (const detail::ArrayEntry& entry : detail::read_document(read_part(file, k_largest_text), file.string()).arrays) {
    names.push_back(entry.file());
  }
  return names;
}

Model load_model(const ReadPart& read, const std::filesystem::path& where) {
  const auto document_file = where / detail::k_document_name;
  auto document = detail::read_document(read(detail::k_document_name, k_largest_text), document_file.string());
  Model& model = document.model;
  for (const detail::ArrayEntry& entry : document.arrays) {
    const auto file = where / entry.file();
    Matrix<double> values = read_array(read, file, entry);
    const std::string flaw = std::visit(
        [&](auto& kind) { return detail::take_array(kind, model, entry.name, std::move(values)); }, model.kind);
    if (!flaw.empty()) fail(file, flaw);
  }
  return std::move(model);
}

Model load_model(const std::filesystem::path& folder) {
  require_folder(folder);
  std::vector<std::string> names;
  const auto read = [&](const std::string& name, std::uintmax_t largest) {
    names.push_back(name);
    return read_part(folder / name, largest);
  };
  Model model = load_model(read, folder);
  check_folder(folder, names, false, ErrorCode::model);
  return model;
}

}  // namespace shoal
