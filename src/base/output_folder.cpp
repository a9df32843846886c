#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <optional>
#include <system_error>
#include <utility>
#include <vector>

#include "base/file_errors.hpp"
#include "base/folder_switch.hpp"
#include "base/lock.hpp"
#include "base/staging.hpp"
#include "base/temporary_name.hpp"
#include "shoal/error.hpp"
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

/// Makes the folder and locks it. The lock is on the folder itself: it leaves no file behind, and is no matter of process numbers.
detail::Descriptor make_and_lock(const fs::path& folder) {
  while (true) {
    std::error_code failed;
    fs::create_directories(folder, failed);
    if (failed) throw_file_error("make", folder, failed.value());
    detail::Descriptor open(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!open && errno == ENOENT) continue;
    if (!open) throw_file_error("write into", folder, errno);
    if (detail::try_lock(open.number()) == detail::Lock::busy) {
      throw Error(ErrorCode::data, "another shoal process is writing this folder",
                  "wait until it has ended, or give another folder", folder.string());
    }
    if (detail::is_at(open.number(), folder)) return open;  // else another process has removed it meanwhile
  }
}

}  // namespace

struct OutputFolder::State {
  void open(FolderKind kind);
  void put(bool whole);
  fs::path waiting(const std::string& name) const { return staging->path() / detail::k_staged_folder / name; }

  fs::path folder;
  fs::path created;  ///< the topmost folder that was made for it; empty when none was
  detail::Descriptor lock;
  std::string id = detail::random_id();
  Manifest there;                  ///< what the folder holds of shoal
  std::vector<std::string> names;  ///< staged, in order
  std::optional<detail::StagingFolder> staging;
};

void OutputFolder::State::open(FolderKind kind) {
  lock = make_and_lock(folder);
  refuse_inner_folder(folder);
  there.kind = kind;
  if (const std::optional<Manifest> manifest = read_manifest(folder)) there = *manifest;
  if (there.kind != kind) {
    throw Error(ErrorCode::usage,
                "this is a " + std::string(folder_kind_name(there.kind)) + " folder, not a " +
                    std::string(folder_kind_name(kind)) + " folder",
                "give another folder", folder.string());
  }
  staging.emplace(folder);
}

void OutputFolder::State::put(bool whole) {
  // A file that was asked for and not written (no line was rejected) is none.
  std::erase_if(names, [&](const std::string& name) {
    std::error_code failed;
    return !fs::exists(waiting(name), failed) && !failed;
  });
  there = detail::put_into_place({folder, staging->path(), there, std::exchange(names, {}), whole}, id);
  created.clear();
  staging.reset();
}

OutputFolder::OutputFolder(fs::path folder, FolderKind kind) : state_(std::make_unique<State>()) {
  if (folder == "-") {
    throw Error(ErrorCode::usage, "a folder is not written to standard output",
                "give a folder (./- for one called \"-\")", "-");
  }
  if (!folder.has_filename()) folder = folder.parent_path();  // "out/" means "out"
  state_->folder = std::move(folder);
  state_->created = first_missing(state_->folder);
  try {
    state_->open(kind);
  } catch (...) {
    if (state_->lock && !state_->created.empty()) remove_empty(state_->folder, state_->created);
    throw;
  }
}

OutputFolder::~OutputFolder() {
  state_->staging.reset();
  if (!state_->created.empty()) remove_empty(state_->folder, state_->created);
}

const fs::path& OutputFolder::path() const { return state_->folder; }
const Manifest& OutputFolder::manifest() const { return state_->there; }

void OutputFolder::expect(const std::vector<std::string>& names) const {
  for (const std::string& name : names) detail::refuse_foreign(state_->folder, state_->there, name);
}

fs::path OutputFolder::staged(const std::string& name) {
  State& state = *state_;
  if (!state.staging) state.staging.emplace(state.folder);
  const fs::path path = state.waiting(name);
  std::error_code failed;
  fs::create_directories(path.parent_path(), failed);
  if (failed) throw_file_error("make", (state.folder / name).parent_path(), failed.value());
  if (std::ranges::find(state.names, name) == state.names.end()) state.names.push_back(name);
  return path;
}

void OutputFolder::stage_manifest_of(const std::string& name, FolderKind kind) {
  Manifest manifest{kind, state_->id, {}, {}};
  for (const std::string& file : state_->names) {
    if (!file.starts_with(name + "/")) continue;
    manifest.files.push_back(detail::entry_of(file.substr(name.size() + 1), state_->waiting(file)));
  }
  write_file(staged(name + "/" + k_manifest_name), manifest_text(manifest));
}

void OutputFolder::commit() { state_->put(true); }
void OutputFolder::add() { state_->put(false); }

}  // namespace shoal
