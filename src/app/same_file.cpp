#include "app/same_file.hpp"

#include "shoal/error.hpp"

namespace shoal::app {

namespace fs = std::filesystem;

bool same_file(const fs::path& one, const fs::path& other) {
  if (one.empty() || other.empty() || one == "-" || other == "-") return false;
  std::error_code failed;
  return fs::equivalent(one, other, failed) && !failed;
}

void refuse_overwriting(const std::vector<fs::path>& inputs, const std::vector<fs::path>& outputs) {
  for (const fs::path& output : outputs) {
    for (const fs::path& input : inputs) {
      if (!same_file(input, output) || !(fs::is_regular_file(output) || fs::is_directory(output))) continue;
      throw Error(ErrorCode::usage, "the output is the input " + input.string() + ", which it would overwrite",
                  "give another path for the output", output.string());
    }
  }
}

}  // namespace shoal::app
