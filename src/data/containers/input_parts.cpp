#include "data/containers/input_parts.hpp"

#include <algorithm>
#include <system_error>

#include "base/digest.hpp"
#include "base/input_file.hpp"
#include "data/containers/folder_files.hpp"
#include "shoal/error.hpp"
#include "shoal/text.hpp"

namespace shoal::data {
namespace {

namespace fs = std::filesystem;

/// "a, b, c and 4 more".
std::string first_few(const std::vector<std::string>& names) {
  constexpr std::size_t k_few = 8;
  if (names.size() <= k_few) return join(names, ", ");
  return join({names.begin(), names.begin() + k_few}, ", ") + " and " +
         grouped(static_cast<std::int64_t>(names.size() - k_few)) + " more";
}

void refuse_twice(const std::vector<InputPart>& parts) {
  std::vector<fs::path> real;
  for (const InputPart& part : parts) {
    std::error_code failed;
    const fs::path whole = fs::canonical(part.file, failed);
    real.push_back(failed ? part.file : whole);
  }
  std::ranges::sort(real);
  const auto twice = std::ranges::adjacent_find(real);
  if (twice != real.end()) {
    throw Error(ErrorCode::usage, "the file is given twice: all its lines would count as duplicates", "give it once",
                twice->string());
  }
}

/// The tables in a container that are to be read.
class Members {
 public:
  explicit Members(const std::vector<std::string>& chosen) : chosen_(chosen), found_(chosen.size()) {}

  void add(const InputPart& file, std::vector<InputPart>& parts) {
    InputPart part = file;
    part.container = open_container(file.file);
    for (const std::string& name : part.container->left_out()) left_out.push_back((file.file / name).string());
    for (part.member = 0; part.member < part.container->members().size(); ++part.member) {
      names_.push_back(part.member_name());
      const auto at = std::ranges::find(chosen_, names_.back());
      if (at != chosen_.end()) found_[static_cast<std::size_t>(at - chosen_.begin())] = true;
      if (chosen_.empty() || at != chosen_.end()) parts.push_back(part);
    }
  }

  void refuse_unknown(const std::string& where) const {
    const auto unknown = std::ranges::find(found_, false);
    if (unknown == found_.end()) return;
    const std::string& name = chosen_[static_cast<std::size_t>(unknown - found_.begin())];
    const std::string nearest = nearest_word(name, names_);
    throw Error(ErrorCode::usage, "no sheet or packed file \"" + name + "\" in " + where,
                nearest.empty() ? "choose one of those that there are" : "did you mean --sheet \"" + nearest + "\"?",
                "--sheet", names_.empty() ? "none" : join(names_, ", "));
  }

  std::vector<std::string> left_out;

 private:
  const std::vector<std::string>& chosen_;
  std::vector<bool> found_;  ///< of chosen_
  std::vector<std::string> names_;
};

/// Several files are opened more than once: for their headers, their lines and their checksums.
void refuse_pipes(const std::vector<fs::path>& given) {
  for (const fs::path& path : given) {
    std::error_code failed;
    if (path != "-" && !fs::is_fifo(path, failed)) continue;
    throw Error(ErrorCode::usage, "a pipe is read once, and so it is the only input",
                "write what comes out of it into a file, and give that", input_name(path));
  }
}

/// The files of one of the paths, and what is left out there.
FolderFiles files_of(const fs::path& path) {
  std::error_code failed;
  if (path != "-" && fs::is_directory(path, failed)) return folder_files(path);
  return {input_kind(path), {InputPart{.file = path}}, {}};
}

}  // namespace

std::string InputPart::name() const {
  if (container == nullptr) return input_name(file);
  return file.string() + ", " + container->noun() + " " + member_name();
}

std::unique_ptr<InputBytes> InputPart::open() const {
  if (container == nullptr) return std::make_unique<InputBytes>(file);
  return std::make_unique<InputBytes>(name(), container->open(member));
}

InputParts input_parts(const std::vector<fs::path>& given, const std::vector<std::string>& chosen) {
  if (given.size() > 1) refuse_pipes(given);
  InputParts input;
  input.chosen = !chosen.empty();
  Members members(chosen);
  std::vector<InputPart> files;
  for (const fs::path& path : given) {
    FolderFiles found = files_of(path);
    const bool zip = found.kind == InputKind::zip;
    const InputKind kind = zip ? InputKind::csv : found.kind;
    if (!files.empty() && kind != input.kind) {
      throw Error(ErrorCode::data, "is of another kind than " + given.front().string(),
                  "give files of one kind: CSV, workbooks and zip files, or Parquet", path.string());
    }
    input.kind = kind;
    for (const std::string& name : found.left_out) members.left_out.push_back((path / name).string());
    for (InputPart& file : found.parts) {
      files.push_back(file);
      if (zip) {
        members.add(file, input.parts);
      } else {
        input.parts.push_back(std::move(file));
      }
    }
  }
  input.name = input_name(given.front());
  if (given.size() > 1) input.name += " and " + grouped(std::ssize(given) - 1) + " more";
  members.refuse_unknown(input.name);
  if (files.size() > 1) {
    refuse_twice(files);
    input.decisions.push_back({"files", grouped(std::ssize(files)) + " files as one table", {}});
  }
  if (!members.left_out.empty()) input.decisions.push_back({"files left out", first_few(members.left_out), {}});
  return input;
}

InputInfo files_info(const InputParts& input, const std::vector<std::int64_t>& rows, const ThreadPool& threads) {
  InputInfo info{input.name, 0, 0, {}, {}};
  detail::Sha256 whole;
  std::vector<char> buffer(std::size_t{1} << 18);
  for (std::size_t i = 0; i < input.parts.size(); ++i) {
    const fs::path& path = input.parts[i].file;
    info.rows += rows[i];
    if (!info.files.empty() && info.files.back().path == path.string()) {  // another table of the same file
      info.files.back().rows += rows[i];
      continue;
    }
    FileInfo of_file{path.string(), rows[i], 0, {}};
    detail::Sha256 digest;
    detail::InputFile file(path);
    while (const std::size_t got = file.read(buffer)) {
      threads.check();
      digest.update({buffer.data(), got});
      whole.update({buffer.data(), got});
      of_file.bytes += static_cast<std::int64_t>(got);
    }
    of_file.sha256 = digest.hexadecimal();
    info.bytes += of_file.bytes;
    info.files.push_back(std::move(of_file));
  }
  if (info.files.size() == 1) info.files.clear();
  info.sha256 = whole.hexadecimal();
  return info;
}

}  // namespace shoal::data
