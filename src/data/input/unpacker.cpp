#include "data/input/unpacker.hpp"

#include <arrow/util/compression.h>
#include <lzma.h>

#include <array>
#include <new>
#include <string_view>
#include <utility>

#include "data/input/arrow_support.hpp"
#include "shoal/error.hpp"

namespace shoal::data {
namespace {

struct Packing {
  std::string_view magic, ending;
  const char* name;
  arrow::Compression::type kind;  ///< UNCOMPRESSED: Arrow does not know it
};

constexpr std::array<Packing, 4> k_packings = {{
    {"\x1f\x8b", ".gz", "gzip", arrow::Compression::GZIP},
    {"\x28\xb5\x2f\xfd", ".zst", "Zstandard", arrow::Compression::ZSTD},
    {"BZh", ".bz2", "bzip2", arrow::Compression::BZ2},
    {std::string_view("\xfd"
                      "7zXZ\0",
                      6),
     ".xz", "xz", arrow::Compression::UNCOMPRESSED},
}};

/// "BZh" may begin a text; then come the level and the mark of a block.
bool is_packed(const Packing& packing, std::string_view ahead) {
  if (!ahead.starts_with(packing.magic)) return false;
  return packing.ending != ".bz2" || ahead.substr(4, 6) == "\x31\x41\x59\x26\x53\x59";
}

[[noreturn]] void throw_packed(const char* kind, const std::string& what, const std::string& where) {
  throw Error(ErrorCode::data, std::string("the ") + kind + " data " + what, "copy or download the file again", where);
}

constexpr const char* k_truncated = "end in the middle: the file is truncated";

/// What Arrow unpacks.
class ArrowUnpacker : public ByteSource {
 public:
  ArrowUnpacker(AheadBytes& packed, const Packing& packing, std::string where)
      : packed_(packed), kind_(packing.name), where_(std::move(where)) {
    codec_ = arrow_value(arrow::util::Codec::Create(packing.kind), where_);
    decompressor_ = arrow_value(codec_->MakeDecompressor(), where_);
  }

  std::size_t read(char* out, std::size_t size) override {
    std::size_t filled = 0;
    while (filled < size && !done_) {
      if (decompressor_->IsFinished() && !next_member()) break;
      // At the end of the file the decompressor may still hold some output back.
      const bool at_end = packed_.ahead().empty();
      const std::size_t written = step(out + filled, size - filled);
      if (at_end && written == 0 && !decompressor_->IsFinished()) throw_packed(kind_, k_truncated, where_);
      filled += written;
    }
    return filled;
  }

 private:
  std::size_t step(char* out, std::size_t size) {
    const std::string_view in = packed_.ahead();
    auto result = decompressor_->Decompress(static_cast<std::int64_t>(in.size()),
                                            reinterpret_cast<const std::uint8_t*>(in.data()),
                                            static_cast<std::int64_t>(size), reinterpret_cast<std::uint8_t*>(out));
    if (!result.ok()) throw_packed(kind_, "are damaged: " + result.status().message(), where_);
    packed_.take(static_cast<std::size_t>(result->bytes_read));
    return static_cast<std::size_t>(result->bytes_written);
  }

  /// At the end of a member: starts the next one, or ends (zeros that pad the file are read over, as gzip does).
  bool next_member() {
    while (!packed_.ahead().empty() && packed_.ahead().front() == '\0') packed_.take(1);
    done_ = packed_.ahead().empty();
    if (!done_) check_arrow(decompressor_->Reset(), where_);
    return !done_;
  }

  AheadBytes& packed_;
  const char* kind_;
  std::string where_;
  std::unique_ptr<arrow::util::Codec> codec_;
  std::shared_ptr<arrow::util::Decompressor> decompressor_;
  bool done_ = false;
};

class XzUnpacker : public ByteSource {
 public:
  XzUnpacker(AheadBytes& packed, std::string where) : packed_(packed), where_(std::move(where)) {
    // A file may ask for 4 GB; what xz itself makes needs 65 MB at most, unless it is told otherwise.
    constexpr std::uint64_t k_most_memory = std::uint64_t{256} << 20;
    if (lzma_stream_decoder(&stream_, k_most_memory, LZMA_CONCATENATED) != LZMA_OK) throw std::bad_alloc();
  }
  ~XzUnpacker() override { lzma_end(&stream_); }
  XzUnpacker(const XzUnpacker&) = delete;
  XzUnpacker& operator=(const XzUnpacker&) = delete;

  std::size_t read(char* out, std::size_t size) override {
    stream_.next_out = reinterpret_cast<std::uint8_t*>(out);
    stream_.avail_out = size;
    while (stream_.avail_out > 0 && !done_) step();
    return size - stream_.avail_out;
  }

 private:
  void step() {
    const std::string_view in = packed_.ahead();
    stream_.next_in = reinterpret_cast<const std::uint8_t*>(in.data());
    stream_.avail_in = in.size();
    const lzma_ret code = lzma_code(&stream_, in.empty() ? LZMA_FINISH : LZMA_RUN);
    packed_.take(in.size() - stream_.avail_in);
    done_ = code == LZMA_STREAM_END;
    if (code == LZMA_MEM_ERROR) throw std::bad_alloc();
    if (code == LZMA_MEMLIMIT_ERROR) throw_packed("xz", "need more than 256 MB to be unpacked", where_);
    if (code == LZMA_BUF_ERROR) throw_packed("xz", k_truncated, where_);
    if (!done_ && code != LZMA_OK) throw_packed("xz", "are damaged", where_);
  }

  AheadBytes& packed_;
  std::string where_;
  lzma_stream stream_ = LZMA_STREAM_INIT;
  bool done_ = false;
};

}  // namespace

std::unique_ptr<ByteSource> make_unpacker(AheadBytes& packed, const std::filesystem::path& path,
                                          const std::string& name) {
  const std::string_view ahead = packed.ahead();
  for (const Packing& packing : k_packings) {
    if (!is_packed(packing, ahead)) continue;
    if (packing.kind == arrow::Compression::UNCOMPRESSED) return std::make_unique<XzUnpacker>(packed, name);
    return std::make_unique<ArrowUnpacker>(packed, packing, name);
  }
  for (const Packing& packing : k_packings) {
    if (ahead.empty() || path.extension() != packing.ending) continue;
    throw Error(ErrorCode::data,
                "is named " + std::string(packing.ending) + ", but its first bytes are not those of " + packing.name,
                "give it the name of what it is, or pack it again", name);
  }
  return nullptr;
}

}  // namespace shoal::data
