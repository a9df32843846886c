#include "data/containers/folder_files.hpp"

#include <algorithm>
#include <charconv>
#include <map>
#include <system_error>

#include "base/file_errors.hpp"
#include "shoal/error.hpp"
#include "shoal/manifest.hpp"
#include "shoal/text.hpp"

namespace shoal::data {
namespace {

namespace fs = std::filesystem;

constexpr int k_deepest_folder = 32;
constexpr std::size_t k_most_folder_entries = 100'000;

/// What it says of "%2F" in the name of a folder.
std::string unescaped(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    unsigned byte = 0;
    const char* digits = text.data() + i + 1;
    if (text[i] == '%' && i + 2 < text.size() && std::from_chars(digits, digits + 2, byte, 16).ptr == digits + 2) {
      out += static_cast<char>(byte);
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

std::vector<FolderKey> keys_of(const fs::path& relative) {
  std::vector<FolderKey> keys;
  for (const fs::path& step : relative.parent_path()) {
    const std::string name = step.string();
    const std::size_t equals = name.find('=');
    if (equals == std::string::npos || equals == 0) continue;
    const std::string value = unescaped(std::string_view(name).substr(equals + 1));
    keys.push_back({unescaped(std::string_view(name).substr(0, equals)),
                    value == "__HIVE_DEFAULT_PARTITION__" ? std::string() : value});
  }
  return keys;
}

/// Walks a folder, its files in any order.
class FolderWalk {
 public:
  explicit FolderWalk(const fs::path& folder) : folder_(folder) {}

  void operator()() {
    std::error_code failed;
    fs::recursive_directory_iterator entries(folder_, failed);
    if (failed) detail::throw_file_error("read", folder_, failed.value());
    for (std::size_t count = 0; entries != fs::end(entries); ++count) {
      if (count == k_most_folder_entries || entries.depth() > k_deepest_folder) {
        throw Error(ErrorCode::data,
                    "the folder has more than " + grouped(std::int64_t{k_most_folder_entries}) +
                        " entries, or folders " + std::to_string(k_deepest_folder) + " deep",
                    "give the folder that holds the files of one table", folder_.string());
      }
      if (!look_at(*entries)) entries.disable_recursion_pending();
      const fs::path at = entries->path();
      entries.increment(failed);
      if (failed) detail::throw_file_error("read", at, failed.value());
    }
  }

  std::map<InputKind, std::vector<fs::path>> files;  ///< relative
  std::vector<std::string> left_out;

 private:
  /// Whether the entry is a folder to go into.
  bool look_at(const fs::directory_entry& entry) {
    const std::string name = entry.path().filename().string();
    const fs::path relative = entry.path().lexically_relative(folder_);
    std::error_code failed;
    if (entry.is_directory(failed)) refuse_table_formats(name);
    if (name.starts_with('_') || name.starts_with('.')) return false;
    if (entry.is_directory(failed)) {
      const bool link = entry.is_symlink(failed);
      const bool ours = !link && read_manifest(entry.path()).has_value();
      if (link || ours)
        left_out.push_back(relative.string() + (link ? " (a link to a folder)" : " (written by shoal)"));
      return !link && !ours;
    }
    // Spark writes such parts where it had no rows.
    if (entry.is_regular_file(failed) && entry.file_size(failed) == 0) {
      left_out.push_back(relative.string() + " (empty)");
      return false;
    }
    // A table that cannot be read ends the reading; a web page or a document beside the tables does not.
    const bool text = is_text_name(name);
    const bool other = !text && !name.ends_with(".xls") && is_foreign(entry.path());
    const InputKind kind = other ? InputKind::csv : input_kind(entry.path());
    if (kind == InputKind::npy || (kind == InputKind::csv && !text)) {
      left_out.push_back(relative.string());
    } else {
      files[kind].push_back(relative);
    }
    return false;
  }

  /// Their folders hold files of earlier versions of the table, too: what counts stands in their logs.
  void refuse_table_formats(const std::string& name) const {
    const char* format = name == "_delta_log" ? "Delta Lake" : name == ".hoodie" ? "Apache Hudi" : nullptr;
    if (format == nullptr) return;
    throw Error(ErrorCode::data,
                std::string("is a table of ") + format + ": the folder may hold files that are no longer part of it",
                "write the table as plain Parquet or CSV with the program that made it", folder_.string());
  }

  const fs::path& folder_;
};

const char* kind_noun(InputKind kind) {
  return kind == InputKind::parquet ? "Parquet files" : kind == InputKind::csv ? "CSV files" : "workbooks or zip files";
}

[[noreturn]] void throw_mixed(const FolderWalk& walk, const fs::path& folder) {
  std::vector<std::string> kinds;
  for (const auto& [kind, files] : walk.files) {
    const fs::path& first = *std::ranges::min_element(files);
    kinds.push_back(grouped(std::ssize(files)) + " " + kind_noun(kind) + " (" + first.string() + " ...)");
  }
  throw Error(ErrorCode::data, "holds " + join(kinds, " and ") + ": one table, or the same one twice?",
              "give the files of one kind by their names, for example " + (folder / "*.csv").string(), folder.string());
}

}  // namespace

FolderFiles folder_files(const fs::path& folder) {
  FolderWalk walk(folder);
  walk();
  if (walk.files.empty()) {
    throw Error(ErrorCode::data, "is a folder without tables (CSV, Parquet, .xlsx, .zip)",
                "give a file, or a folder that holds the parts of one table", folder.string(),
                walk.left_out.empty() ? std::string() : join(walk.left_out, ", "));
  }
  if (walk.files.size() > 1) throw_mixed(walk, folder);
  FolderFiles found{walk.files.begin()->first, {}, std::move(walk.left_out)};
  std::vector<fs::path>& files = walk.files.begin()->second;
  std::ranges::sort(files);
  for (const fs::path& file : files) found.parts.push_back({folder / file, keys_of(file)});
  std::ranges::sort(found.left_out);
  return found;
}

}  // namespace shoal::data
