// Files that are either complete or not there.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "shoal/manifest.hpp"
#include "shoal/threads.hpp"

namespace shoal {

/// A file written under a temporary name in the same folder, which commit() flushes to the disk and renames; without commit()
/// it is removed. What dead processes left under such names is removed first. Every failure (no permission, no space, no such
/// folder) is Error{data} with the path and what to do. Error{usage} for a file of a run folder or model folder, and for "-".
/// `cancellation`, if given, must outlive it: once that is raised, write() is Error{cancelled}.
class OutputFile {
 public:
  explicit OutputFile(std::filesystem::path path, const Cancellation* cancellation = nullptr);
  ~OutputFile();
  OutputFile(OutputFile&& other) noexcept;
  OutputFile& operator=(OutputFile&&) = delete;
  void write(std::string_view bytes);
  /// Where the bytes go until then, for libraries that open a file by name (they close it before commit()).
  const std::filesystem::path& temporary() const { return temporary_; }
  /// As it was given.
  const std::filesystem::path& path() const { return given_; }
  /// Removes what stands in its place, for a file that belongs to another one which is put into place first: after a kill between
  /// the two the old file would be taken for the companion of the new one.
  void withdraw() const;
  void commit();

 private:
  void create();

  std::filesystem::path given_, path_, temporary_;
  int descriptor_ = -1;
  const Cancellation* cancellation_ = nullptr;
};

/// A folder that receives several files at once. They are written into a hidden folder inside it; commit() puts the manifest
/// into place with one rename, and then the files, each with one (docs/design/0012-one-switch.md says why this order). Only
/// files that the folder's manifest names, and that are as they were written, are replaced or removed: another file in the way
/// is Error{usage}. The folder is locked until the end of this object: Error{data} for a second writer. Without commit()
/// nothing is left behind (nor the folder itself, if it was not there before).
class OutputFolder {
 public:
  OutputFolder(std::filesystem::path folder, FolderKind kind);
  ~OutputFolder();
  OutputFolder(const OutputFolder&) = delete;
  OutputFolder& operator=(const OutputFolder&) = delete;

  const std::filesystem::path& path() const;
  /// The files of the last commit() or add(), and before it those that were there.
  const Manifest& manifest() const;
  /// Error{usage} now for what commit() would refuse: something that is not shoal's stands where one of `names` is to go.
  void expect(const std::vector<std::string>& names) const;
  /// Where to write `name` until commit(); sub-folders are made. Files are put into place in the order of these calls.
  std::filesystem::path staged(const std::string& name);
  /// The manifest of the sub-folder `name` as far as it is staged, as the last of its files.
  void stage_manifest_of(const std::string& name, FolderKind kind);
  /// The folder then holds what was staged, and no other file of an earlier commit. When a rename fails, what was there comes back.
  void commit();
  /// Puts what was staged beside what is there.
  void add();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Files that are read whole, such as documents, have at most so many bytes.
inline constexpr std::uintmax_t k_largest_text = std::uintmax_t{1} << 28;

/// The whole file; Error{data} when it cannot be read, is no regular file, or has more than `largest` bytes.
std::string read_file(const std::filesystem::path& path, std::uintmax_t largest = k_largest_text);
/// The same of what a user names: it may also be a pipe that somebody writes into.
std::string read_text(const std::filesystem::path& path, std::uintmax_t largest);
/// Throws what OutputFile would where no file can be made at the path, so that it is told before the work that ends in it. An empty
/// path, "-", pipes and devices pass.
void expect_file(const std::filesystem::path& path);
/// One-call OutputFile.
void write_file(const std::filesystem::path& path, std::string_view bytes);
/// Lower-case hexadecimal SHA-256 of a file or of bytes (FIPS 180-4; by libcrypto).
std::string sha256_file(const std::filesystem::path& path);
std::string sha256(std::string_view bytes);

}  // namespace shoal
