// The lines of a manifest.
#include <fmt/format.h>

#include <charconv>
#include <string>

#include "base/inner_path.hpp"
#include "base/temporary_name.hpp"
#include "shoal/files.hpp"
#include "shoal/manifest.hpp"

namespace shoal {
namespace {

constexpr std::string_view k_head = "shoal {} folder, format 1\n";
constexpr std::string_view k_replaced = "replaced ";
constexpr std::string_view k_checksum = "checksum ";

bool is_sha256(std::string_view text) {
  return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

std::string file_line(const ManifestFile& file) {
  return fmt::format("{} {} {}\n", file.sha256, file.bytes, file.path);
}

/// "SHA256 BYTES PATH"; nothing for another line.
std::optional<ManifestFile> file_of(std::string_view line) {
  const std::size_t first = line.find(' ');
  const std::size_t second = first == std::string_view::npos ? first : line.find(' ', first + 1);
  if (second == std::string_view::npos) return std::nullopt;
  ManifestFile file{std::string(line.substr(second + 1)), 0, std::string(line.substr(0, first))};
  const char* end = line.data() + second;
  const auto number = std::from_chars(line.data() + first + 1, end, file.bytes);
  if (number.ec != std::errc() || number.ptr != end || file.bytes < 0) return std::nullopt;
  if (!is_sha256(file.sha256) || !detail::is_inner_path(file.path)) return std::nullopt;
  return file;
}

std::string head_of(FolderKind kind) { return fmt::format(fmt::runtime(k_head), folder_kind_name(kind)); }

/// Takes a line off the text; nothing where it has no end.
std::optional<std::string_view> take_line(std::string_view& text) {
  const std::size_t end = text.find('\n');
  if (end == std::string_view::npos) return std::nullopt;
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end + 1);
  return line;
}

[[noreturn]] void refuse(const std::string& where) {
  throw Error(ErrorCode::data, "this is not a manifest of shoal, or it is damaged or of a newer version",
              "give another folder; or remove the file, and what else of the folder is not to be kept", where);
}

bool take_head(Manifest& manifest, std::string_view& text) {
  for (const FolderKind kind : {FolderKind::run, FolderKind::model}) {
    const std::string head = head_of(kind);
    if (!text.starts_with(head)) continue;
    manifest.kind = kind;
    text.remove_prefix(head.size());
    const auto line = take_line(text);
    if (!line || !line->starts_with("id ")) return false;
    manifest.id = line->substr(3);
    return detail::is_random_id(manifest.id);
  }
  return false;
}

}  // namespace

std::string_view folder_kind_name(FolderKind kind) { return kind == FolderKind::run ? "run" : "model"; }

std::string manifest_text(const Manifest& manifest) {
  std::string text = head_of(manifest.kind) + "id " + manifest.id + "\n";
  for (const ManifestFile& file : manifest.files) text += file_line(file);
  for (const ManifestFile& file : manifest.replaced) text += std::string(k_replaced) + file_line(file);
  return text + std::string(k_checksum) + sha256(text) + "\n";
}

Manifest parse_manifest(std::string_view text, const std::string& where) {
  const std::string_view all = text;
  Manifest manifest;
  if (!take_head(manifest, text)) refuse(where);
  while (true) {
    auto line = take_line(text);
    if (!line) refuse(where);
    if (line->starts_with(k_checksum)) break;
    const bool earlier = line->starts_with(k_replaced);
    if (earlier) line->remove_prefix(k_replaced.size());
    std::optional<ManifestFile> file = file_of(*line);
    if (!file) refuse(where);
    (earlier ? manifest.replaced : manifest.files).push_back(std::move(*file));
  }
  if (manifest_text(manifest) != all) refuse(where);  // its checksum among the rest
  return manifest;
}

}  // namespace shoal
