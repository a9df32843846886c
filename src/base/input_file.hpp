// Reading a file from front to end.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>

namespace shoal::detail {

/// Whether what has to be a file may be a pipe too: `program | shoal fit -`, `shoal fit <(program)`, mkfifo.
enum class Pipes : std::uint8_t { refused, allowed };

/// An open file; every failure is Error{data} with its path. Nothing hangs and nothing is endless by what a path leads to: devices
/// and sockets are refused, a pipe that nobody has opened for writing after 5 seconds too. A signal that the program handles ends
/// the wait for a pipe: Error{cancelled}.
class InputFile {
 public:
  explicit InputFile(const std::filesystem::path& path, Pipes pipes = Pipes::refused);
  /// Takes over an open descriptor; `path` is what errors call it.
  InputFile(std::filesystem::path path, int descriptor);
  ~InputFile();
  InputFile(const InputFile&) = delete;
  InputFile& operator=(const InputFile&) = delete;
  /// Bytes read into the front of `buffer`; 0 at the end.
  std::size_t read(std::span<char> buffer);

 private:
  void check_kind(Pipes pipes);
  void wait_for_writer();
  void wait_for_bytes() const;

  std::filesystem::path path_;
  int descriptor_;
  bool pipe_ = false;
  std::optional<char> first_;  ///< a byte that was read to see whether there is a writer
};

}  // namespace shoal::detail
