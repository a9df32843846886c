// What shoal wrote into a folder, so that it touches nothing else there (docs/formats/manifest.md).
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "shoal/error.hpp"

namespace shoal {

enum class FolderKind : std::uint8_t { run, model };
/// "run" or "model".
std::string_view folder_kind_name(FolderKind kind);

/// One file as it was written.
struct ManifestFile {
  std::string path;  ///< below the folder, with "/"; plain names without "." and ".."
  std::int64_t bytes = 0;
  std::string sha256;
};

/// What a folder holds of shoal. The manifest is put into place before its files are: between the two the folder holds files of
/// `replaced`, and readers refuse it.
struct Manifest {
  FolderKind kind = FolderKind::run;
  std::string id;                      ///< random, of the writer
  std::vector<ManifestFile> files;     ///< in the order in which they were put into place
  std::vector<ManifestFile> replaced;  ///< files of earlier manifests that these took the place of

  const ManifestFile* find(std::string_view path) const;
};

inline constexpr const char* k_manifest_name = "shoal.manifest";

/// The manifest as its file holds it.
std::string manifest_text(const Manifest& manifest);
/// The other way round; Error{data} at `where` for anything that manifest_text() does not give. O(length).
Manifest parse_manifest(std::string_view text, const std::string& where);

/// The manifest of a folder; nothing where there is none, as in folders of older versions. Error{data} for a damaged one.
std::optional<Manifest> read_manifest(const std::filesystem::path& folder);

/// What stands at a place of a folder. Symbolic links, folders, and files behind a link are `other`.
enum class Standing : std::uint8_t {
  absent,
  written,   ///< the file that the manifest names
  replaced,  ///< the earlier one, which is to go
  other,     ///< not shoal's, or changed since
};
Standing standing(const std::filesystem::path& folder, const Manifest& manifest, const std::string& path);

/// Refuses a folder whose files are not those of its manifest, or of the manifest of a folder that it is a part of: a run that
/// was cut off while it was put into place, or an altered file. `needed` must be there, other files may be gone. With
/// `whole` all files are looked at, else those of `needed` and model.onnx. Folders without a manifest pass. Error{code}.
/// Reads every file that is looked at once.
void check_folder(const std::filesystem::path& folder, const std::vector<std::string>& needed, bool whole,
                  ErrorCode code);

/// Error{usage} when the path is a file of a run folder or model folder, which only the whole folder's writer may replace.
void refuse_part_of_folder(const std::filesystem::path& path);
/// Error{usage} when the folder is a part of another one, as the model folder of a run is.
void refuse_inner_folder(const std::filesystem::path& folder);

}  // namespace shoal
