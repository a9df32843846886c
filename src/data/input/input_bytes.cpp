#include "data/input/input_bytes.hpp"

#include <arrow/util/compression.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "base/digest.hpp"
#include "base/input_file.hpp"
#include "data/input/arrow_support.hpp"
#include "shoal/error.hpp"

namespace shoal::data {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t k_chunk = std::size_t{1} << 18;
constexpr std::string_view k_gzip_magic = "\x1f\x8b";
constexpr std::string_view k_zstd_magic = "\x28\xb5\x2f\xfd";

detail::InputFile open_input(const fs::path& path) {
  if (path == "-") return {input_name(path), ::dup(STDIN_FILENO)};
  std::error_code ignored;
  if (fs::is_directory(path, ignored)) {
    throw Error(ErrorCode::data, "is a folder, not a file", "give the name of a file, or a folder of Parquet parts",
                path.string());
  }
  return detail::InputFile(path, detail::Pipes::allowed);
}

}  // namespace

std::string input_name(const fs::path& path) { return path == "-" ? "standard input" : path.string(); }

/// The bytes as they are stored: counted, hashed, and with a look ahead.
class InputBytes::Stored {
 public:
  /// A pipe gives what was written so far, perhaps a byte: at first there are enough to tell what kind of data they are.
  explicit Stored(const fs::path& path) : file_(open_input(path)), buffer_(k_chunk) {
    while (end_ < k_zstd_magic.size() && fill(end_) > 0) {
    }
  }

  /// What lies ahead, not yet taken; empty at the end of the file.
  std::string_view ahead() const { return {buffer_.data() + begin_, end_ - begin_}; }
  void take(std::size_t count) {
    begin_ += count;
    if (begin_ < end_) return;
    begin_ = end_ = 0;
    fill(0);
  }
  std::int64_t bytes() const { return bytes_; }
  std::string sha256() { return digest_.hexadecimal(); }

 private:
  /// Reads behind the first `kept` bytes of the buffer; how many there were.
  std::size_t fill(std::size_t kept) {
    const std::size_t got = file_.read(std::span(buffer_).subspan(kept));
    bytes_ += static_cast<std::int64_t>(got);
    digest_.update({buffer_.data() + kept, got});
    end_ = kept + got;
    return got;
  }

  detail::InputFile file_;
  detail::Sha256 digest_;
  std::vector<char> buffer_;
  std::size_t begin_ = 0, end_ = 0;
  std::int64_t bytes_ = 0;
};

/// A gzip or Zstandard stream, several members one after the other included.
class InputBytes::Unpacker {
 public:
  Unpacker(Stored& stored, arrow::Compression::type kind, const char* kind_name, std::string where)
      : stored_(stored), kind_name_(kind_name), where_(std::move(where)) {
    codec_ = arrow_value(arrow::util::Codec::Create(kind), where_);
    decompressor_ = arrow_value(codec_->MakeDecompressor(), where_);
  }

  std::size_t read(char* out, std::size_t size) {
    std::size_t filled = 0;
    while (filled < size && !done_) {
      if (decompressor_->IsFinished() && !next_member()) break;
      // At the end of the file the decompressor may still hold some output back.
      const bool at_end = stored_.ahead().empty();
      const std::size_t written = step(out + filled, size - filled);
      if (at_end && written == 0 && !decompressor_->IsFinished()) throw_truncated();
      filled += written;
    }
    return filled;
  }

 private:
  std::size_t step(char* out, std::size_t size) {
    const std::string_view in = stored_.ahead();
    auto result = decompressor_->Decompress(static_cast<std::int64_t>(in.size()),
                                            reinterpret_cast<const std::uint8_t*>(in.data()),
                                            static_cast<std::int64_t>(size), reinterpret_cast<std::uint8_t*>(out));
    if (!result.ok()) {
      throw Error(ErrorCode::data, std::string("the ") + kind_name_ + " data are damaged: " + result.status().message(),
                  "copy or download the file again", where_);
    }
    stored_.take(static_cast<std::size_t>(result->bytes_read));
    return static_cast<std::size_t>(result->bytes_written);
  }

  /// At the end of a member: starts the next one, or ends (zeros that pad the file are read over, as gzip does).
  bool next_member() {
    while (!stored_.ahead().empty() && stored_.ahead().front() == '\0') stored_.take(1);
    done_ = stored_.ahead().empty();
    if (!done_) check_arrow(decompressor_->Reset(), where_);
    return !done_;
  }

  [[noreturn]] void throw_truncated() const {
    throw Error(ErrorCode::data, std::string("the ") + kind_name_ + " data end in the middle: the file is truncated",
                "copy or download the file again", where_);
  }

  Stored& stored_;
  const char* kind_name_;
  std::string where_;
  std::unique_ptr<arrow::util::Codec> codec_;
  std::shared_ptr<arrow::util::Decompressor> decompressor_;
  bool done_ = false;
};

InputBytes::InputBytes(const fs::path& path) : name_(input_name(path)), stored_(std::make_unique<Stored>(path)) {
  const std::string_view ahead = stored_->ahead();
  const std::string extension = path.extension().string();
  if (ahead.starts_with(k_gzip_magic)) {
    unpacker_ = std::make_unique<Unpacker>(*stored_, arrow::Compression::GZIP, "gzip", name_);
  } else if (ahead.starts_with(k_zstd_magic)) {
    unpacker_ = std::make_unique<Unpacker>(*stored_, arrow::Compression::ZSTD, "Zstandard", name_);
  } else if (!ahead.empty() && (extension == ".gz" || extension == ".zst")) {
    throw Error(ErrorCode::data,
                std::string("is named ") + extension + ", but its first bytes are not those of " +
                    (extension == ".gz" ? "gzip" : "Zstandard"),
                "give it the name of what it is, or pack it again", name_);
  }
}

InputBytes::~InputBytes() = default;

std::size_t InputBytes::read(char* out, std::size_t size) {
  if (unpacker_) return unpacker_->read(out, size);
  std::size_t filled = 0;
  while (filled < size && !stored_->ahead().empty()) {
    const std::size_t count = std::min(size - filled, stored_->ahead().size());
    std::memcpy(out + filled, stored_->ahead().data(), count);
    stored_->take(count);
    filled += count;
  }
  return filled;
}

std::int64_t InputBytes::stored_bytes() const { return stored_->bytes(); }
std::string InputBytes::sha256() { return name_ == "standard input" ? std::string() : stored_->sha256(); }

}  // namespace shoal::data
