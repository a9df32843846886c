// Reading a file from front to end.
#pragma once

#include <cstddef>
#include <filesystem>
#include <span>

namespace shoal::detail {

/// An open file; every failure is Error{data} with its path.
class InputFile {
 public:
  explicit InputFile(const std::filesystem::path& path);
  /// Takes over an open descriptor; `path` is what errors call it.
  InputFile(std::filesystem::path path, int descriptor);
  ~InputFile();
  InputFile(const InputFile&) = delete;
  InputFile& operator=(const InputFile&) = delete;
  /// Bytes read into the front of `buffer`; 0 at the end.
  std::size_t read(std::span<char> buffer);

 private:
  std::filesystem::path path_;
  int descriptor_;
};

}  // namespace shoal::detail
