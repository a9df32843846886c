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
                           k_empty_zip_magic = "PK\x05\x06";
constexpr std::size_t k_looked_at = 64;  // bytes

/// Files that people hand over for tables, and what to do with them.
struct Foreign {
  std::string_view magic, what, hint;
};
constexpr std::string_view k_save =
                               "open it in Excel or LibreOffice and save it as .xlsx without a password, or as CSV",
                           k_unpack = "unpack it, and give the files in it",
                           k_convert = "write the table as CSV or Parquet";
constexpr std::array<Foreign, 12> k_foreign = {{
    {"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a workbook in the binary form of Excel (.xls), or one with a password",
     k_save},
    {"<html", "a web page, whatever its name says", k_save},
    {"<!doctype", "a web page, whatever its name says", k_save},
    {"<table", "a web page, whatever its name says", k_save},
    {"<meta", "a web page, whatever its name says", k_save},
    {"<?xml", "XML, whatever its name says", k_save},
    {"7z\xbc\xaf\x27\x1c", "a 7z archive", k_unpack},
    {"rar!\x1a", "a RAR archive", k_unpack},
    {"%pdf-", "a PDF document", "export the table as CSV from the program that made it"},
    {"arrow1", "an Arrow or Feather file", k_convert},
    {"obj\x01", "an Avro file", k_convert},
    {"sqlite format 3", "a database of SQLite", k_convert},
}};

template <std::size_t N>
bool is_one_of(std::string_view word, const std::array<std::string_view, N>& words) {
  return std::ranges::find(words, word) != words.end();
}

std::string lower_case(std::string text) {
  for (char& c : text) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  return text;
}

std::string lower_extension(const fs::path& path) { return lower_case(path.extension().string()); }

/// Without the ending of a packing.
fs::path unpacked_name(const fs::path& path) {
  static constexpr std::array<std::string_view, 6> k_packings = {".gz", ".gzip", ".zst", ".bz2", ".xz", ".snappy"};
  return is_one_of(lower_extension(path), k_packings) ? path.stem() : path.filename();
}

std::string first_bytes(const fs::path& file) {
  detail::InputFile readable(file, detail::Pipes::allowed);
  std::string bytes(k_looked_at, '\0');
  std::size_t filled = 0;
  while (filled < bytes.size()) {
    const std::size_t got = readable.read(std::span(bytes).subspan(filled));
    if (got == 0) break;
    filled += got;
  }
  bytes.resize(filled);
  return bytes;
}

/// The entry of the table that the first bytes belong to, null for none. Markup may stand behind a byte order mark and blanks.
const Foreign* foreign(std::string first) {
  if (first.starts_with("\xef\xbb\xbf")) first.erase(0, 3);
  first = lower_case(first.substr(std::min(first.find_first_not_of(" \t\r\n"), first.size())));
  const auto at = std::ranges::find_if(k_foreign, [&](const Foreign& kind) { return first.starts_with(kind.magic); });
  return at == k_foreign.end() ? nullptr : &*at;
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
  if (const Foreign* kind = foreign(first)) {
    throw Error(ErrorCode::data, "is " + std::string(kind->what), std::string(kind->hint), file.string());
  }
  return named_kind(file);
}

bool is_foreign(const fs::path& file) { return foreign(first_bytes(file)) != nullptr; }

bool is_text_name(const fs::path& path) {
  static constexpr std::array<std::string_view, 5> k_endings = {".csv", ".tsv", ".tab", ".txt", ".psv"};
  const fs::path name = unpacked_name(path);
  return is_one_of(lower_extension(name), k_endings) || (!name.has_extension() && name.string().starts_with("part-"));
}

}  // namespace shoal::data
