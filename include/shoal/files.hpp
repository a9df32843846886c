// Files that are either complete or not there.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace shoal {

/// A file written under a temporary name in the same folder and renamed by commit(); without commit() it is removed.
/// Every failure (no permission, no space, no such folder) is Error{data} with the path and what to do.
class OutputFile {
 public:
  explicit OutputFile(std::filesystem::path path);
  ~OutputFile();
  OutputFile(OutputFile&& other) noexcept;
  OutputFile& operator=(OutputFile&&) = delete;
  void write(std::string_view bytes);
  /// Where the bytes go until then, for libraries that open a file by name (they close it before commit()).
  const std::filesystem::path& temporary() const { return temporary_; }
  void commit();

 private:
  std::filesystem::path path_, temporary_;
  int descriptor_ = -1;
};

/// A folder that receives several files at once: they are written into a hidden folder inside it and renamed into place
/// by commit(); without commit() nothing is left behind (nor the folder itself, if it was not there before).
class OutputFolder {
 public:
  explicit OutputFolder(std::filesystem::path folder);
  ~OutputFolder();
  OutputFolder(const OutputFolder&) = delete;
  OutputFolder& operator=(const OutputFolder&) = delete;
  /// Where to write `name` until commit(); sub-folders are made.
  std::filesystem::path staged(const std::filesystem::path& name) const;
  /// Renames everything into place, replacing files and folders of the same name.
  void commit();

 private:
  std::filesystem::path folder_, staging_;
  std::filesystem::path created_;  ///< the topmost folder that was made for it; empty when none was
};

/// Files that are read whole, such as documents, have at most so many bytes.
inline constexpr std::uintmax_t k_largest_text = std::uintmax_t{1} << 28;

/// The whole file; Error{data} when it cannot be read, is no regular file, or has more than `largest` bytes.
std::string read_file(const std::filesystem::path& path, std::uintmax_t largest = k_largest_text);
/// The same of what a user names: it may also be a pipe that somebody writes into.
std::string read_text(const std::filesystem::path& path, std::uintmax_t largest);
/// One-call OutputFile.
void write_file(const std::filesystem::path& path, std::string_view bytes);
/// Lower-case hexadecimal SHA-256 of a file or of bytes (FIPS 180-4; by libcrypto).
std::string sha256_file(const std::filesystem::path& path);
std::string sha256(std::string_view bytes);

/// Peak resident memory of this process so far, bytes.
std::int64_t peak_memory_bytes();
/// Memory that can still be had without swapping (cgroup limits counted), bytes.
std::int64_t available_memory_bytes();

}  // namespace shoal
