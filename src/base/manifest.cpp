#include "shoal/manifest.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <string>
#include <utility>

#include "base/file_errors.hpp"
#include "base/temporary_name.hpp"
#include "shoal/files.hpp"

namespace shoal {
namespace {

namespace fs = std::filesystem;

/// A manifest has a line for each file of a folder, which are some twenty.
constexpr std::uintmax_t k_largest_manifest = std::uintmax_t{1} << 20;
/// The graph beside a model, which other programs score with.
constexpr const char* k_graph = "model.onnx";

bool matches(const ManifestFile& file, std::int64_t bytes, const std::string& sha256) {
  return file.bytes == bytes && file.sha256 == sha256;
}

/// Whether the folders between `folder` and the file are folders, and no links.
bool has_plain_parents(const fs::path& folder, const fs::path& path) {
  fs::path at = folder;
  for (const fs::path& name : path.parent_path()) {
    at /= name;
    std::error_code failed;
    const fs::file_status status = fs::symlink_status(at, failed);
    if (fs::exists(status) && !fs::is_directory(status)) return false;
  }
  return true;
}

/// A folder and the path of something below it.
struct Place {
  fs::path folder;
  std::string path;
};

/// The folders that may have a manifest with `path` in it: the one it lies in, and the one above.
std::vector<Place> places_of(const fs::path& path) {
  std::error_code failed;
  const fs::path parent = fs::canonical(path.has_parent_path() ? path.parent_path() : fs::path("."), failed);
  if (failed || !path.has_filename()) return {};
  const std::string name = path.filename().string();
  std::vector<Place> places{{parent, name}};
  if (parent.has_filename()) places.push_back({parent.parent_path(), parent.filename().string() + "/" + name});
  return places;
}

/// The folder whose manifest names files of the folder below it.
struct Whole {
  fs::path folder;
  std::string below;  ///< what paths of those files begin with
  Manifest manifest;
};

/// The one that `folder` is a part of; nothing for a folder that stands alone.
std::optional<Whole> whole_of(const fs::path& folder) {
  std::error_code failed;
  const fs::path real = fs::canonical(folder, failed);
  if (failed || !real.has_filename()) return std::nullopt;
  std::optional<Manifest> manifest = read_manifest(real.parent_path());
  if (!manifest) return std::nullopt;
  const std::string below = real.filename().string() + "/";
  const auto is_below = [&](const ManifestFile& file) { return file.path.starts_with(below); };
  if (std::ranges::none_of(manifest->files, is_below)) return std::nullopt;
  return Whole{real.parent_path(), below, std::move(*manifest)};
}

[[noreturn]] void refuse_file(const fs::path& folder, const std::string& path, Standing found, ErrorCode code) {
  if (found == Standing::other) {
    throw Error(code, "the file is not the one that " + std::string(k_manifest_name) + " names: it was altered",
                "copy the folder again from where it was made, or run the command again into another one",
                (folder / path).string());
  }
  throw Error(code,
              found == Standing::absent
                  ? "the file is missing: it was removed, or the run is not yet in its place"
                  : "the file is still that of an earlier run: the later one is not yet in its place",
              "wait for the command that writes the folder; if it was cut off, run it again", (folder / path).string());
}

/// Checks the files of one manifest whose paths begin with `below`.
void check_place(const fs::path& folder, const Manifest& manifest, const std::string& below,
                 const std::vector<std::string>& needed, bool whole, ErrorCode code) {
  const auto is_needed = [&](const std::string& path) {
    return std::ranges::any_of(needed, [&](const std::string& name) { return below + name == path; });
  };
  for (const ManifestFile& file : manifest.files) {
    const bool must_be = is_needed(file.path);
    if (!whole && !must_be && file.path != below + k_graph) continue;
    const Standing found = standing(folder, manifest, file.path);
    if (found == Standing::written || (found == Standing::absent && !must_be)) continue;
    refuse_file(folder, file.path, found, code);
  }
  if (!whole) return;
  for (const ManifestFile& file : manifest.replaced) {
    const bool stays =
        manifest.find(file.path) == nullptr && standing(folder, manifest, file.path) == Standing::replaced;
    if (stays) refuse_file(folder, file.path, Standing::replaced, code);
  }
}

}  // namespace

const ManifestFile* Manifest::find(std::string_view path) const {
  const auto file = std::ranges::find(files, path, &ManifestFile::path);
  return file == files.end() ? nullptr : &*file;
}

std::optional<Manifest> read_manifest(const fs::path& folder) {
  const fs::path file = folder / k_manifest_name;
  std::error_code failed;
  const fs::file_status status = fs::symlink_status(file, failed);
  if (failed && failed.value() == EIO) detail::throw_file_error("read", file, EIO);
  if (!fs::exists(status)) return std::nullopt;
  const bool fits = fs::is_regular_file(status) && fs::file_size(file, failed) <= k_largest_manifest && !failed;
  return parse_manifest(fits ? read_file(file) : std::string(), file.string());
}

Standing standing(const fs::path& folder, const Manifest& manifest, const std::string& path) {
  if (!has_plain_parents(folder, path)) return Standing::other;
  const fs::path file = folder / path;
  struct stat found {};
  if (lstat(file.c_str(), &found) != 0) return errno == ENOENT ? Standing::absent : Standing::other;
  if (!S_ISREG(found.st_mode)) return Standing::other;
  std::string sha256;  // of the file, where its length makes it worth reading
  const auto is_file = [&](const ManifestFile& known) {
    if (known.path != path || known.bytes != found.st_size) return false;
    if (sha256.empty()) sha256 = sha256_file(file);
    return matches(known, found.st_size, sha256);
  };
  if (std::ranges::any_of(manifest.files, is_file)) return Standing::written;
  return std::ranges::any_of(manifest.replaced, is_file) ? Standing::replaced : Standing::other;
}

void check_folder(const fs::path& folder, const std::vector<std::string>& needed, bool whole, ErrorCode code) {
  const auto with_code = [&](const auto& read) {
    try {
      return read(folder);
    } catch (const Error& error) {
      throw Error(code, error.message(), error.hint(), error.where(), error.found());
    }
  };
  if (const auto manifest = with_code(read_manifest)) check_place(folder, *manifest, "", needed, whole, code);
  const auto around = with_code(whole_of);
  if (around) check_place(around->folder, around->manifest, around->below, needed, false, code);
}

void refuse_part_of_folder(const fs::path& path) {
  if (detail::is_staged(path)) return;
  for (const Place& place : places_of(path)) {
    const std::optional<Manifest> manifest = read_manifest(place.folder);
    if (!manifest || (manifest->find(place.path) == nullptr && place.path != k_manifest_name)) continue;
    throw Error(ErrorCode::usage,
                "it is a file of the " + std::string(folder_kind_name(manifest->kind)) + " folder " +
                    place.folder.string() + ", which it would overwrite",
                "give another path", path.string());
  }
}

void refuse_inner_folder(const fs::path& folder) {
  const std::optional<Whole> around = whole_of(folder);
  if (!around) return;
  throw Error(ErrorCode::usage,
              "it is a part of the " + std::string(folder_kind_name(around->manifest.kind)) + " folder " +
                  around->folder.string() + ", whose files belong together",
              "give another folder", folder.string());
}

}  // namespace shoal
