// What all fuzzers do with an input. Each defines LLVMFuzzerTestOneInput, which libFuzzer calls with one input after the other.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <string_view>

#include "shoal/error.hpp"
#include "shoal/files.hpp"

namespace shoal::fuzz {

inline std::string_view text_of(const std::uint8_t* bytes, std::size_t size) {
  return {reinterpret_cast<const char*>(bytes), size};
}

/// Calls a reader. It may return, or refuse in words; every other end is a finding: other exceptions leave, and a bug that
/// shoal itself found, or a refusal without words, aborts.
template <class Read>
void try_to(const Read& read) {
  try {
    read();
  } catch (const Error& error) {
    if (error.code() != ErrorCode::internal && !error.message().empty()) return;
    std::fprintf(stderr, "not a refusal: %s\n", error.what());
    std::abort();
  }
}

/// The file through which readers of paths get an input, in memory where there is such a folder. A copy for each process.
class InputFile {
 public:
  explicit InputFile(const std::string& name) {
    const std::filesystem::path memory = "/dev/shm";
    const auto above = std::filesystem::is_directory(memory) ? memory : std::filesystem::temp_directory_path();
    std::string folder = (above / "shoal-fuzz-XXXXXX").string();
    if (mkdtemp(folder.data()) == nullptr) std::abort();
    path_ = std::filesystem::path(folder) / name;
  }
  ~InputFile() { std::filesystem::remove_all(path_.parent_path()); }
  InputFile(const InputFile&) = delete;
  InputFile& operator=(const InputFile&) = delete;

  const std::filesystem::path& holding(std::string_view bytes) const {
    std::FILE* file = std::fopen(path_.c_str(), "wb");
    if (file == nullptr || std::fwrite(bytes.data(), 1, bytes.size(), file) != bytes.size()) std::abort();
    std::fclose(file);
    return path_;
  }

 private:
  std::filesystem::path path_;
};

}  // namespace shoal::fuzz
