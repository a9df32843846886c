#include "data/input/input_kind.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <system_error>

#include "base/input_file.hpp"
#include "shoal/error.hpp"

namespace shoal::data {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view k_parquet_magic = "PAR1", k_npy_magic = "\x93NUMPY", k_zip_magic = "PK\x03\x04",
                           k_empty_zip_magic = "PK\x05\x06", k_ole_magic = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";

template <std::size_t N>
bool is_one_of(std::string_view word, const std::array<std::string_view, N>& words) {
  return std::ranges::find(words, word) != words.end();
}

std::string lower_extension(const fs::path& path) {
  std::string extension = path.extension().string();
  for (char& c : extension) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  return extension;
}

/// Without the ending of a packing.
fs::path unpacked_name(const fs::path& path) {
  static constexpr std::array<std::string_view, 6> k_packings = {".gz", ".gzip", ".zst", ".bz2", ".xz", ".snappy"};
  return is_one_of(lower_extension(path), k_packings) ? path.stem() : path.filename();
}

std::string first_bytes(const fs::path& file) {
  detail::InputFile readable(file, detail::Pipes::allowed);
  std::string bytes(k_ole_magic.size(), '\0');
  std::size_t filled = 0;
  while (filled < bytes.size()) {
    const std::size_t got = readable.read(std::span(bytes).subspan(filled));
    if (got == 0) break;
    filled += got;
  }
  bytes.resize(filled);
  return bytes;
}

[[noreturn]] void throw_binary_workbook(const fs::path& file) {
  throw Error(ErrorCode::data, "is a workbook in the binary form of Excel (.xls), or one with a password",
              "open it in Excel or LibreOffice and save it as .xlsx without a password, or as CSV", file.string());
}

}  // namespace

InputKind named_kind(const fs::path& path) {
  const std::string ending = lower_extension(unpacked_name(path));
  if (ending == ".parquet" || ending == ".pq" || ending == ".parq") return InputKind::parquet;
  return ending == ".npy" ? InputKind::npy : InputKind::csv;
}

InputKind input_kind(const fs::path& file) {
  std::error_code failed;
  if (file == "-" || fs::is_fifo(file, failed)) return InputKind::csv;
  const std::string first = first_bytes(file);
  if (first.starts_with(k_parquet_magic)) return InputKind::parquet;
  if (first.starts_with(k_npy_magic)) return InputKind::npy;
  if (first.starts_with(k_zip_magic) || first.starts_with(k_empty_zip_magic)) return InputKind::zip;
  if (first.starts_with(k_ole_magic)) throw_binary_workbook(file);
  return named_kind(file);
}

bool is_text_name(const fs::path& path) {
  static constexpr std::array<std::string_view, 5> k_endings = {".csv", ".tsv", ".tab", ".txt", ".psv"};
  const fs::path name = unpacked_name(path);
  return is_one_of(lower_extension(name), k_endings) || (!name.has_extension() && name.string().starts_with("part-"));
}

}  // namespace shoal::data
