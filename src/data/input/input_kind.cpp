#include "data/input/input_kind.hpp"

#include <algorithm>
#include <system_error>

#include "base/file_errors.hpp"
#include "shoal/error.hpp"

namespace shoal::data {
namespace {

namespace fs = std::filesystem;

std::string lower_extension(const fs::path& path) {
  std::string extension = path.extension().string();
  for (char& c : extension) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  return extension;
}

bool named_parquet(const fs::path& path) {
  const std::string extension = lower_extension(path);
  return extension == ".parquet" || extension == ".pq";
}

}  // namespace

InputKind named_kind(const fs::path& path) {
  if (named_parquet(path)) return InputKind::parquet;
  const std::string extension = lower_extension(path);
  const bool packed = extension == ".gz" || extension == ".zst";
  return (packed ? lower_extension(path.stem()) : extension) == ".npy" ? InputKind::npy : InputKind::csv;
}

InputKind input_kind(const fs::path& path) {
  if (path == "-") return InputKind::csv;
  std::error_code failed;
  if (fs::is_directory(path, failed)) return InputKind::parquet;
  const std::string extension = lower_extension(path);
  if (extension == ".xlsx" || extension == ".xls") {
    throw Error(ErrorCode::data, "is an Excel workbook; CSV or Parquet is expected", "save the sheet as CSV",
                path.string());
  }
  return named_kind(path);
}

std::vector<fs::path> parquet_parts(const fs::path& path) {
  std::error_code failed;
  if (!fs::is_directory(path, failed)) return {path};
  std::vector<fs::path> parts;
  fs::directory_iterator entries(path, failed);
  if (failed) detail::throw_file_error("read", path, failed.value());
  for (const fs::directory_entry& entry : entries) {
    const std::string name = entry.path().filename().string();
    if (name.starts_with('_') || name.starts_with('.')) continue;
    if (named_parquet(entry.path()) && !entry.is_directory(failed)) parts.push_back(entry.path());
  }
  if (parts.empty()) {
    throw Error(ErrorCode::data, "is a folder without Parquet files (*.parquet)",
                "give a file, or a folder that holds the parts of one table", path.string());
  }
  std::sort(parts.begin(), parts.end());
  return parts;
}

}  // namespace shoal::data
