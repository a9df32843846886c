#include "data/input/input_bytes.hpp"

#include <unistd.h>

#include <span>
#include <utility>

#include "base/digest.hpp"
#include "base/input_file.hpp"
#include "data/input/ahead_bytes.hpp"
#include "data/input/unpacker.hpp"
#include "shoal/error.hpp"

namespace shoal::data {
namespace {

namespace fs = std::filesystem;

detail::InputFile open_input(const fs::path& path) {
  if (path == "-") return {input_name(path), ::dup(STDIN_FILENO)};
  std::error_code ignored;
  if (fs::is_directory(path, ignored)) {
    throw Error(ErrorCode::data, "is a folder, not a file", "give the name of a file", path.string());
  }
  return detail::InputFile(path, detail::Pipes::allowed);
}

}  // namespace

std::string input_name(const fs::path& path) { return path == "-" ? "standard input" : path.string(); }

/// The bytes of a file as they are stored, counted and hashed.
class InputBytes::File : public ByteSource {
 public:
  explicit File(const fs::path& path) : file_(open_input(path)) {}

  std::size_t read(char* out, std::size_t size) override {
    const std::size_t got = file_.read(std::span(out, size));
    bytes_ += static_cast<std::int64_t>(got);
    digest_.update({out, got});
    return got;
  }
  std::int64_t bytes() const { return bytes_; }
  std::string sha256() { return digest_.hexadecimal(); }

 private:
  detail::InputFile file_;
  detail::Sha256 digest_;
  std::int64_t bytes_ = 0;
};

InputBytes::InputBytes(const fs::path& path) : name_(input_name(path)) {
  auto file = std::make_unique<File>(path);
  file_ = file.get();
  source_ = std::move(file);
  stored_ = std::make_unique<AheadBytes>(*source_);
  unpacker_ = make_unpacker(*stored_, path, name_);
}

InputBytes::InputBytes(std::string name, std::unique_ptr<ByteSource> source)
    : name_(std::move(name)), source_(std::move(source)), stored_(std::make_unique<AheadBytes>(*source_)) {
  unpacker_ = make_unpacker(*stored_, {}, name_);
}

InputBytes::~InputBytes() = default;

std::size_t InputBytes::read(char* out, std::size_t size) {
  return unpacker_ ? unpacker_->read(out, size) : stored_->read(out, size);
}

bool InputBytes::empty() const { return !unpacker_ && stored_->ahead().empty(); }
std::int64_t InputBytes::stored_bytes() const { return file_ == nullptr ? 0 : file_->bytes(); }
std::string InputBytes::sha256() {
  return file_ == nullptr || name_ == "standard input" ? std::string() : file_->sha256();
}

}  // namespace shoal::data
