// The bytes of an input, decompressed on the way.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

#include "data/input/ahead_bytes.hpp"
#include "data/input/byte_source.hpp"

namespace shoal::data {

/// What errors call a path: the path as it was given, or "standard input".
std::string input_name(const std::filesystem::path& path);

/// Reads a file ("-": standard input) or another source from its beginning to its end. gzip, Zstandard, bzip2 and xz are told by their
/// first bytes. What is read of a file is hashed and counted as it is stored.
class InputBytes {
 public:
  /// Error{data} when the file is missing, a folder, may not be read, or is named .gz, .zst, .bz2 or .xz and is not.
  explicit InputBytes(const std::filesystem::path& path);
  /// `name`: what errors call it.
  InputBytes(std::string name, std::unique_ptr<ByteSource> source);
  ~InputBytes();
  InputBytes(const InputBytes&) = delete;
  InputBytes& operator=(const InputBytes&) = delete;

  /// Fills `out` with up to `size` bytes; fewer only at the end. Error{data} for a truncated or damaged compressed
  /// file.
  std::size_t read(char* out, std::size_t size);

  const std::string& name() const { return name_; }
  bool packed() const { return unpacker_ != nullptr; }
  /// Whether there is nothing to read; before the first read().
  bool empty() const;
  /// Bytes of the file read so far, as stored.
  std::int64_t stored_bytes() const;
  /// SHA-256 of them; empty for standard input and other sources. To be called once, at the end.
  std::string sha256();

 private:
  class File;
  std::string name_;
  std::unique_ptr<ByteSource> source_;
  File* file_ = nullptr;  ///< the source, where it is a file
  std::unique_ptr<AheadBytes> stored_;
  std::unique_ptr<ByteSource> unpacker_;  ///< null for plain bytes
};

}  // namespace shoal::data
