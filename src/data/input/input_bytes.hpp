// The bytes of an input, decompressed on the way.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

namespace shoal::data {

/// What errors call a path: the path as it was given, or "standard input".
std::string input_name(const std::filesystem::path& path);

/// Reads a file ("-": standard input) from its beginning to its end. gzip and Zstandard are told by their first bytes.
/// What is read is hashed and counted as it is stored.
class InputBytes {
 public:
  /// Error{data} when the file is missing, a folder, may not be read, or is named .gz or .zst and is not.
  explicit InputBytes(const std::filesystem::path& path);
  ~InputBytes();
  InputBytes(const InputBytes&) = delete;
  InputBytes& operator=(const InputBytes&) = delete;

  /// Fills `out` with up to `size` bytes; fewer only at the end. Error{data} for a truncated or damaged compressed
  /// file.
  std::size_t read(char* out, std::size_t size);

  const std::string& name() const { return name_; }
  bool packed() const { return unpacker_ != nullptr; }
  /// Bytes read so far, as stored.
  std::int64_t stored_bytes() const;
  /// SHA-256 of them; empty for standard input. To be called once, at the end.
  std::string sha256();

 private:
  class Stored;
  class Unpacker;
  std::string name_;
  std::unique_ptr<Stored> stored_;
  std::unique_ptr<Unpacker> unpacker_;  ///< null for plain bytes
};

}  // namespace shoal::data
