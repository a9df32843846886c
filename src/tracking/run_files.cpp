#include "tracking/run_files.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/inner_path.hpp"
#include "shoal/error.hpp"
#include "shoal/files.hpp"
#include "shoal/manifest.hpp"

namespace shoal::tracking {

namespace fs = std::filesystem;

namespace {

constexpr const char* k_folder = "mlflow";

fs::path first_missing(fs::path path) {
  std::error_code ignored;
  fs::path missing;
  while (!path.empty() && !fs::exists(path, ignored)) {
    missing = path;
    path = path.parent_path();
  }
  return missing;
}

}  // namespace

RunFiles::RunFiles(fs::path folder, std::string key) : folder_(std::move(folder)), key_(std::move(key)) {
  if (!folder_.has_filename()) folder_ = folder_.parent_path();  // "out/" means "out"
  made_ = first_missing(folder_ / k_folder);
  std::error_code ignored;
  fs::create_directories(folder_ / k_folder, ignored);
}

fs::path RunFiles::journal() const { return folder_ / k_folder / (key_ + ".jsonl"); }

void RunFiles::check() const {
  std::error_code failed;
  if (!fs::is_symlink(folder_ / k_folder, failed)) return;
  throw Error(ErrorCode::data, "this is a symbolic link, which is not followed out of the folder",
              "put a folder in its place", (folder_ / k_folder).string());
}

fs::path RunFiles::write_text(const std::string& path, const std::string& text) {
  check();
  fs::path file = folder_ / k_folder / key_ / path;
  std::error_code ignored;
  fs::create_directories(file.parent_path(), ignored);
  write_file(file, text);
  texts_.emplace_back(path);
  return file;
}

void RunFiles::adopt(const std::vector<Operation>& operations) {
  const fs::path below = fs::path(k_folder) / key_;
  for (const Operation& operation : operations) {
    const std::string path = operation.file.lexically_relative(below).generic_string();
    if (operation.call == Call::artifact && detail::is_inner_path(path)) texts_.emplace_back(path);
  }
}

void RunFiles::remove() const {
  std::error_code failed;
  if (fs::is_symlink(folder_ / k_folder, failed)) return;
  const fs::path own = folder_ / k_folder / key_;
  for (const fs::path& text : texts_) {
    fs::path at = own / text;
    // A link on the way would lead elsewhere.
    if (fs::weakly_canonical(at, failed) != fs::weakly_canonical(folder_, failed) / k_folder / key_ / text) continue;
    if (fs::is_regular_file(fs::symlink_status(at, failed))) fs::remove(at, failed);
    while (at != own && fs::remove(at = at.parent_path(), failed) && !failed) {
    }
  }
  fs::path folder = folder_ / k_folder;
  while (fs::remove(folder, failed) && !failed && folder != made_ && !made_.empty()) folder = folder.parent_path();
}

std::vector<fs::path> journals_in(const fs::path& folder) {
  std::error_code failed;
  if (!fs::is_directory(folder, failed)) {
    throw Error(ErrorCode::data, "there is no such folder", "give the folder of a run that was tracked",
                folder.string());
  }
  std::vector<fs::path> journals;
  if (fs::is_symlink(folder / k_folder, failed)) return journals;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder / k_folder, failed)) {
    if (is_journal(entry.path())) journals.push_back(entry.path());
  }
  std::ranges::sort(journals);
  return journals;
}

std::vector<TrackedFile> each_file(const TrackedFile& tree) {
  std::error_code failed;
  if (!fs::is_directory(tree.file, failed)) return {tree};
  const std::optional<Manifest> manifest = read_manifest(tree.file);
  std::vector<TrackedFile> files;
  const auto add = [&](const std::string& name) { files.push_back({tree.file / name, tree.path + "/" + name}); };
  if (manifest) {
    add(k_manifest_name);
    for (const ManifestFile& file : manifest->files) {
      if (standing(tree.file, *manifest, file.path) == Standing::written) add(file.path);
    }
  }
  std::ranges::sort(files, {}, &TrackedFile::path);
  return files;
}

}  // namespace shoal::tracking
