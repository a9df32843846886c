#include "base/temporary_name.hpp"

#include <fmt/format.h>
#include <sys/random.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <iterator>
#include <string_view>

#include "base/file_errors.hpp"

namespace shoal::detail {
namespace {

constexpr std::size_t k_id_length = 32;
constexpr std::string_view k_ending = ".part";

/// What temporary names of `path` begin with; cut so that the longest legal name still has a legal temporary name (255 bytes).
std::string beginning(const std::filesystem::path& path) { return "." + path.filename().string().substr(0, 200) + "."; }

}  // namespace

std::string random_id() {
  std::array<unsigned char, k_id_length / 2> bytes{};
  for (std::size_t filled = 0; filled < bytes.size();) {
    const ssize_t got = getrandom(bytes.data() + filled, bytes.size() - filled, 0);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) throw_file_error("read", "/dev/urandom", errno);
    filled += static_cast<std::size_t>(got);
  }
  std::string id;
  for (const unsigned char byte : bytes) id += fmt::format("{:02x}", byte);
  return id;
}

bool is_random_id(const std::string& text) {
  return text.size() == k_id_length && text.find_first_not_of("0123456789abcdef") == std::string::npos;
}

std::filesystem::path temporary_sibling(const std::filesystem::path& path) {
  return path.parent_path() / (beginning(path) + random_id() + std::string(k_ending));
}

bool is_temporary_of(const std::string& name, const std::filesystem::path& path) {
  const std::string front = beginning(path);
  return name.size() == front.size() + k_id_length + k_ending.size() && name.starts_with(front) &&
         name.ends_with(k_ending) && is_random_id(name.substr(front.size(), k_id_length));
}

std::filesystem::path without_staging(const std::filesystem::path& path) {
  std::filesystem::path shown;
  for (auto part = path.begin(); part != path.end(); ++part) {
    const auto next = std::next(part);
    const bool temporary = part->string().starts_with('.') && part->extension() == k_ending;
    if (temporary && next != path.end() && *next == k_staged_folder) {
      part = next;
    } else {
      shown /= *part;
    }
  }
  return shown;
}

bool is_staged(const std::filesystem::path& path) { return without_staging(path) != path; }

}  // namespace shoal::detail
