#include "base/folder_switch.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <set>
#include <system_error>
#include <utility>

#include "base/durable.hpp"
#include "base/file_errors.hpp"
#include "base/temporary_name.hpp"
#include "shoal/error.hpp"
#include "shoal/files.hpp"

namespace shoal::detail {
namespace {

namespace fs = std::filesystem;

void rename_over(const fs::path& from, const fs::path& to) {
  std::error_code failed;
  fs::rename(from, to, failed);
  if (failed) throw_file_error("write", to, failed.value());
}

/// Renames that can be taken back.
class Moves {
 public:
  void move(const fs::path& from, const fs::path& to) {
    std::error_code failed;
    if (fs::create_directories(to.parent_path(), failed)) made_.push_back(to.parent_path());
    if (failed) throw_file_error("make", to.parent_path(), failed.value());
    rename_over(from, to);
    done_.emplace_back(from, to);
  }
  void take_back() {
    std::error_code ignored;
    for (auto last = done_.rbegin(); last != done_.rend(); ++last) fs::rename(last->second, last->first, ignored);
    for (auto last = made_.rbegin(); last != made_.rend(); ++last) fs::remove(*last, ignored);
  }

 private:
  std::vector<std::pair<fs::path, fs::path>> done_;
  std::vector<fs::path> made_;
};

/// What is to stand in the folder, and what of it must go.
struct Plan {
  Manifest next;
  std::set<std::string> stale;  ///< files of an earlier manifest that the next one does not name
  std::set<std::string> taken;  ///< places of the next files where earlier ones stand
};

/// Looks at every place that is to change; anything there that is not shoal's is an error, or stays where it is not in the way.
Plan plan_for(const FolderSwitch& change, const std::string& id) {
  Plan plan;
  plan.next.kind = change.there.kind;
  plan.next.id = id;
  const auto is_staged_here = [&](const std::string& path) { return std::ranges::count(change.names, path) > 0; };
  for (const ManifestFile& file : change.there.files) {
    if (!change.whole && !is_staged_here(file.path)) plan.next.files.push_back(file);
  }
  for (const std::string& name : change.names) {
    plan.next.files.push_back(entry_of(name, change.staging / k_staged_folder / name));
  }
  std::set<std::string> places(change.names.begin(), change.names.end());
  for (const auto* files : {&change.there.files, &change.there.replaced}) {
    for (const ManifestFile& file : *files) places.insert(file.path);
  }
  for (const std::string& path : places) {
    const bool placed = is_staged_here(path);
    if (!placed && plan.next.find(path) != nullptr) continue;
    const Standing found =
        placed ? refuse_foreign(change.folder, change.there, path) : standing(change.folder, change.there, path);
    if (found != Standing::written && found != Standing::replaced) continue;
    (placed ? plan.taken : plan.stale).insert(path);
    const auto& known = found == Standing::written ? change.there.files : change.there.replaced;
    plan.next.replaced.push_back(*std::ranges::find(known, path, &ManifestFile::path));
  }
  return plan;
}

/// The staged files and their manifest. Not the folders that they lie in, where no name is to last.
std::vector<fs::path> staged_paths(const FolderSwitch& change) {
  const fs::path files = change.staging / k_staged_folder;
  std::vector<fs::path> paths{files / k_manifest_name};
  for (const std::string& name : change.names) paths.push_back(files / name);
  return paths;
}

/// The folders of the files in place.
std::vector<fs::path> changed_folders(const FolderSwitch& change, const Plan& plan) {
  std::set<fs::path> folders{change.folder};
  for (const std::string& name : change.names) folders.insert((change.folder / name).parent_path());
  for (const std::string& path : plan.stale) folders.insert((change.folder / path).parent_path());
  return {folders.begin(), folders.end()};
}

void move_files(Moves& moves, const FolderSwitch& change, const Plan& plan) {
  const fs::path old = change.staging / k_old_folder;
  for (const std::string& path : plan.stale) moves.move(change.folder / path, old / path);
  for (const std::string& name : change.names) {
    if (plan.taken.contains(name)) moves.move(change.folder / name, old / name);
    moves.move(change.staging / k_staged_folder / name, change.folder / name);
  }
}

}  // namespace

ManifestFile entry_of(const std::string& path, const fs::path& file) {
  std::error_code failed;
  const std::uintmax_t bytes = fs::file_size(file, failed);
  if (failed) throw_file_error("read", file, failed.value());
  return {path, static_cast<std::int64_t>(bytes), sha256_file(file)};
}

Standing refuse_foreign(const fs::path& folder, const Manifest& there, const std::string& name) {
  const fs::path place = folder / name;
  const Standing found = standing(folder, there, name);
  if (found == Standing::other) {
    throw Error(ErrorCode::usage,
                there.find(name) == nullptr ? "shoal did not write this, and would overwrite it"
                                            : "this was changed since shoal wrote it, and would be overwritten",
                "move it away, or give another folder for the output", place.string());
  }
  struct stat above {
  }, parent{};
  if (stat(folder.c_str(), &above) != 0 || stat(place.parent_path().c_str(), &parent) != 0)
    return found;  // yet to be made
  if (above.st_dev != parent.st_dev) {
    throw Error(ErrorCode::usage, "this is on another file system than the folder above it", "give another folder",
                place.parent_path().string());
  }
  if (access(place.parent_path().c_str(), W_OK | X_OK) != 0) throw_file_error("write into", place.parent_path(), errno);
  return found;
}

Manifest put_into_place(const FolderSwitch& change, const std::string& id) {
  Plan plan = plan_for(change, id);
  const fs::path manifest = change.folder / k_manifest_name;
  const fs::path next = change.staging / k_staged_folder / k_manifest_name, earlier = next.string() + ".earlier";
  write_file(next, manifest_text(plan.next));
  if (!change.there.id.empty()) write_file(earlier, manifest_text(change.there));
  sync_all(staged_paths(change));
  Moves moves;
  try {
    // From here on the folder is the next one or, until the last file is in its place, none that a reader takes.
    rename_over(next, manifest);
    move_files(moves, change, plan);
  } catch (...) {
    moves.take_back();
    std::error_code ignored;
    if (change.there.id.empty()) {
      fs::remove(manifest, ignored);
    } else {
      fs::rename(earlier, manifest, ignored);
    }
    throw;
  }
  sync_all(changed_folders(change, plan));
  for (const std::string& path : plan.stale) {  // folders that have become empty
    std::error_code ignored;
    const fs::path parent = (change.folder / path).parent_path();
    if (parent != change.folder) fs::remove(parent, ignored);
  }
  return plan.next;
}

}  // namespace shoal::detail
