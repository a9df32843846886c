#include "tracking/run_files.hpp"

#include <algorithm>
#include <utility>

#include "shoal/error.hpp"
#include "shoal/files.hpp"

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

fs::path RunFiles::write_text(const std::string& path, const std::string& text) const {
  fs::path file = folder_ / k_folder / key_ / path;
  std::error_code ignored;
  fs::create_directories(file.parent_path(), ignored);
  write_file(file, text);
  return file;
}

void RunFiles::remove() const {
  std::error_code failed;
  fs::remove_all(folder_ / k_folder / key_, failed);
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
  for (const fs::directory_entry& entry : fs::directory_iterator(folder / k_folder, failed)) {
    if (entry.path().extension() == ".jsonl") journals.push_back(entry.path());
  }
  std::ranges::sort(journals);
  return journals;
}

std::vector<TrackedFile> each_file(const TrackedFile& tree) {
  std::error_code failed;
  if (!fs::is_directory(tree.file, failed)) return {tree};
  std::vector<TrackedFile> files;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(tree.file)) {
    if (!entry.is_regular_file()) continue;
    files.push_back({entry.path(), tree.path + "/" + entry.path().lexically_relative(tree.file).generic_string()});
  }
  std::ranges::sort(files, {}, &TrackedFile::path);
  return files;
}

}  // namespace shoal::tracking
