#include "base/input_file.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <utility>

#include "base/file_errors.hpp"
#include "shoal/error.hpp"
#include "shoal/files.hpp"
#include "shoal/text.hpp"

namespace shoal {
namespace detail {

namespace {

constexpr int k_writer_milliseconds = 5000;

/// Of the device that is empty.
bool is_null(const struct stat& found) { return S_ISCHR(found.st_mode) && found.st_rdev == makedev(1, 3); }

}  // namespace

InputFile::InputFile(const std::filesystem::path& path, Pipes pipes)
    : path_(path), descriptor_(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)) {
  if (descriptor_ < 0) throw_file_error("read", path_, errno);
  try {
    check_kind(pipes);
  } catch (...) {
    ::close(descriptor_);
    throw;
  }
}

InputFile::InputFile(std::filesystem::path path, int descriptor) : path_(std::move(path)), descriptor_(descriptor) {
  if (descriptor_ < 0) throw_file_error("read", path_, errno);
  struct stat found {};
  pipe_ = fstat(descriptor_, &found) == 0 && S_ISFIFO(found.st_mode);
}

InputFile::~InputFile() { ::close(descriptor_); }

void InputFile::check_kind(Pipes pipes) {
  struct stat found {};
  if (fstat(descriptor_, &found) != 0) throw_file_error("read", path_, errno);
  if (S_ISDIR(found.st_mode)) throw_file_error("read", path_, EISDIR);
  if (S_ISREG(found.st_mode)) return;
  pipe_ = S_ISFIFO(found.st_mode) && pipes == Pipes::allowed;
  if (pipe_) return wait_for_writer();
  if (pipes == Pipes::allowed && is_null(found)) return;
  throw Error(ErrorCode::data, S_ISFIFO(found.st_mode) ? "it is a pipe, not a file" : "it is a device, not a file",
              "give the name of a file", path_.string());
}

/// Of a pipe that nobody writes into a read gives the end of the file, as if it were empty.
void InputFile::wait_for_writer() {
  pollfd waited{descriptor_, POLLIN, 0};
  const int ready = ::poll(&waited, 1, k_writer_milliseconds);
  if (ready < 0) throw Error(ErrorCode::cancelled, "interrupted");
  if (ready == 0) {
    char byte = 0;
    const ssize_t got = ::read(descriptor_, &byte, 1);
    if (got == 0) {
      throw Error(ErrorCode::data, "it is a pipe that nobody writes into",
                  "give a file, or start the program first that writes into the pipe", path_.string());
    }
    if (got > 0) first_ = byte;
  }
  const int flags = fcntl(descriptor_, F_GETFL);
  if (flags < 0 || fcntl(descriptor_, F_SETFL, flags & ~O_NONBLOCK) != 0) throw_file_error("read", path_, errno);
}

/// A read() begins anew after a signal, a poll() does not.
void InputFile::wait_for_bytes() const {
  pollfd waited{descriptor_, POLLIN, 0};
  if (::poll(&waited, 1, -1) < 0 && errno == EINTR) throw Error(ErrorCode::cancelled, "interrupted");
}

std::size_t InputFile::read(std::span<char> buffer) {
  if (first_ && !buffer.empty()) {
    buffer.front() = *std::exchange(first_, std::nullopt);
    return 1;
  }
  if (pipe_) wait_for_bytes();
  while (true) {
    const ssize_t got = ::read(descriptor_, buffer.data(), buffer.size());
    if (got >= 0) return static_cast<std::size_t>(got);
    if (errno != EINTR) throw_file_error("read", path_, errno);
  }
}

}  // namespace detail

namespace {

std::string read_whole(detail::InputFile& file, const std::filesystem::path& path, std::uintmax_t largest) {
  std::string text;
  std::size_t used = 0;
  while (true) {
    if (used == text.size()) text.resize(text.size() * 2 + (std::size_t{1} << 16));
    const std::size_t got = file.read(std::span(text).subspan(used));
    if (got == 0) break;
    used += got;
    if (used > largest) {
      throw Error(ErrorCode::data, "it is larger than " + human_bytes(static_cast<std::int64_t>(largest)),
                  "check that this is the file that is meant", path.string());
    }
  }
  text.resize(used);
  return text;
}

}  // namespace

std::string read_file(const std::filesystem::path& path, std::uintmax_t largest) {
  detail::InputFile file(path);
  return read_whole(file, path, largest);
}

std::string read_text(const std::filesystem::path& path, std::uintmax_t largest) {
  detail::InputFile file(path, detail::Pipes::allowed);
  return read_whole(file, path, largest);
}

}  // namespace shoal
