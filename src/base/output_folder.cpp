#include <system_error>
#include <utility>
#include <vector>

#include "base/file_errors.hpp"
#include "base/temporary_name.hpp"
#include "shoal/files.hpp"

namespace shoal {
namespace {

namespace fs = std::filesystem;
using detail::throw_file_error;

/// The topmost folder of the path that does not exist; empty when all do.
fs::path first_missing(fs::path folder) {
  std::error_code ignored;
  fs::path missing;
  while (!folder.empty() && !fs::exists(folder, ignored)) {
    missing = folder;
    folder = folder.parent_path();
  }
  return missing;
}

/// Removes `folder` and its parents up to `top` as far as they are empty.
void remove_empty(fs::path folder, const fs::path& top) {
  std::error_code failed;
  while (fs::remove(folder, failed) && !failed && folder != top) folder = folder.parent_path();
}

/// One rename that can be taken back.
struct Move {
  fs::path from, to;
};

void move(std::vector<Move>& done, const fs::path& from, const fs::path& to) {
  std::error_code failed;
  fs::rename(from, to, failed);
  if (failed) throw_file_error("write", to, failed.value());
  done.push_back({from, to});
}

/// Renames every entry of `files` into `folder`; what stood there before goes to `aside`.
void move_into_place(std::vector<Move>& done, const fs::path& files, const fs::path& folder, const fs::path& aside) {
  for (const fs::directory_entry& entry : fs::directory_iterator(files)) {
    const fs::path target = folder / entry.path().filename();
    if (fs::exists(fs::symlink_status(target))) move(done, target, aside / target.filename());
    move(done, entry.path(), target);
  }
}

}  // namespace

OutputFolder::OutputFolder(fs::path folder) : folder_(std::move(folder)) {
  if (!folder_.has_filename()) folder_ = folder_.parent_path();  // "out/" means "out"
  created_ = first_missing(folder_);
  std::error_code failed;
  fs::create_directories(folder_, failed);
  if (failed) throw_file_error("make", folder_, failed.value());
  staging_ = detail::temporary_sibling(folder_ / "shoal");
  fs::create_directories(staging_ / detail::k_staged_folder, failed);
  if (!failed) fs::create_directory(staging_ / "old", failed);
  if (failed) {
    std::error_code ignored;
    fs::remove_all(staging_, ignored);
    if (!created_.empty()) remove_empty(folder_, created_);
    throw_file_error("write into", folder_, failed.value());
  }
}

OutputFolder::~OutputFolder() {
  if (staging_.empty()) return;
  std::error_code ignored;
  fs::remove_all(staging_, ignored);
  if (!created_.empty()) remove_empty(folder_, created_);
}

fs::path OutputFolder::staged(const fs::path& name) const {
  fs::path path = staging_ / detail::k_staged_folder / name;
  std::error_code failed;
  fs::create_directories(path.parent_path(), failed);
  if (failed) throw_file_error("make", folder_ / name.parent_path(), failed.value());
  return path;
}

void OutputFolder::commit() {
  std::vector<Move> done;
  try {
    move_into_place(done, staging_ / detail::k_staged_folder, folder_, staging_ / "old");
  } catch (...) {
    std::error_code ignored;
    for (auto last = done.rbegin(); last != done.rend(); ++last) fs::rename(last->to, last->from, ignored);
    throw;
  }
  std::error_code ignored;
  fs::remove_all(std::exchange(staging_, {}), ignored);
}

}  // namespace shoal
