#include "app/same_file.hpp"

#include "shoal/error.hpp"
#include "shoal/manifest.hpp"

namespace shoal::app {

namespace fs = std::filesystem;

namespace {

[[noreturn]] void refuse(const std::string& what, const fs::path& output) {
  throw Error(ErrorCode::usage, what, "give another path for the output", output.string());
}

bool is_file(const fs::path& path) {
  std::error_code ignored;
  return fs::is_regular_file(path, ignored);
}

bool is_folder(const fs::path& path) {
  std::error_code ignored;
  return fs::is_directory(path, ignored);
}

/// The path without links and dots, as far as it is there.
fs::path whole(const fs::path& path) {
  std::error_code failed;
  const fs::path real = fs::weakly_canonical(fs::absolute(path, failed), failed);
  return failed ? path : real;
}

/// Whether `file` lies somewhere below `folder`.
bool is_below(const fs::path& file, const fs::path& folder) {
  const fs::path inside = whole(file).lexically_relative(whole(folder));
  return !inside.empty() && *inside.begin() != ".." && inside != ".";
}

/// A file in an input folder, such as a part of a data set or of a model; beside the files of a manifest there may be others.
bool is_part_of_input(const fs::path& output, const fs::path& input) {
  return is_file(output) && is_folder(input) && is_below(output, input) && !read_manifest(input);
}

/// Whether writing the folder anew may replace or remove `input`.
bool is_file_of(const fs::path& input, const fs::path& folder) {
  if (!is_folder(folder)) return false;
  const std::optional<Manifest> manifest = read_manifest(folder);
  if (!manifest) return false;
  for (const ManifestFile& file : manifest->files) {
    const fs::path here = folder / file.path;
    if (same_file(input, here) || (is_folder(input) && is_below(here, input))) return true;
  }
  return false;
}

void refuse_input(const fs::path& input, const fs::path& output) {
  const bool is_output = same_file(input, output) && (is_file(output) || is_folder(output));
  if (is_output) refuse("the output is the input " + input.string() + ", which it would overwrite", output);
  if (is_part_of_input(output, input)) {
    refuse("the output is a file of the input " + input.string() + ", which it would overwrite", output);
  }
  if (is_file_of(input, output)) {
    refuse("the input " + input.string() + " is a file of the output, which would overwrite it", output);
  }
}

}  // namespace

bool same_file(const fs::path& one, const fs::path& other) {
  if (one.empty() || other.empty() || one == "-" || other == "-") return false;
  std::error_code failed;
  return fs::equivalent(one, other, failed) && !failed;
}

void refuse_overwriting(const std::vector<fs::path>& inputs, const std::vector<fs::path>& outputs) {
  for (auto output = outputs.begin(); output != outputs.end(); ++output) {
    if (output->empty() || *output == "-") continue;
    for (const fs::path& input : inputs) {
      if (!input.empty() && input != "-") refuse_input(input, *output);
    }
    for (auto other = outputs.begin(); other != output; ++other) {
      std::error_code ignored;
      const bool device = fs::exists(*output, ignored) && !is_file(*output) && !is_folder(*output);
      if (!other->empty() && *other != "-" && !device && whole(*other) == whole(*output)) {
        refuse("two outputs have this path", *output);
      }
    }
    if (!is_folder(*output)) refuse_part_of_folder(*output);
  }
}

void refuse_output_among(const fs::path& folder, std::vector<std::string> names, const fs::path& output) {
  if (output.empty() || output == "-") return;
  names.emplace_back(k_manifest_name);
  for (const std::string& name : names) {
    const fs::path file = folder / name;
    const bool above = is_below(output, folder) && is_below(file, output);
    if (above || whole(output) == whole(file) || is_below(output, file)) {
      refuse("the output is in the place of " + name + " in the output folder " + folder.string(), output);
    }
  }
}

}  // namespace shoal::app
