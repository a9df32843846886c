#include "base/input_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <utility>

#include "base/file_errors.hpp"
#include "shoal/files.hpp"

namespace shoal {
namespace detail {

InputFile::InputFile(const std::filesystem::path& path) : InputFile(path, ::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {}

InputFile::InputFile(std::filesystem::path path, int descriptor) : path_(std::move(path)), descriptor_(descriptor) {
  if (descriptor_ < 0) throw_file_error("read", path_, errno);
}

InputFile::~InputFile() { ::close(descriptor_); }

std::size_t InputFile::read(std::span<char> buffer) {
  while (true) {
    const ssize_t got = ::read(descriptor_, buffer.data(), buffer.size());
    if (got >= 0) return static_cast<std::size_t>(got);
    if (errno != EINTR) throw_file_error("read", path_, errno);
  }
}

}  // namespace detail

std::string read_file(const std::filesystem::path& path) {
  detail::InputFile file(path);
  std::string text;
  std::size_t used = 0;
  while (true) {
    if (used == text.size()) text.resize(text.size() * 2 + (std::size_t{1} << 16));
    const std::size_t got = file.read(std::span(text).subspan(used));
    if (got == 0) break;
    used += got;
  }
  text.resize(used);
  return text;
}

}  // namespace shoal
