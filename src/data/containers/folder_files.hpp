// The files of a folder that holds one table.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "data/containers/input_parts.hpp"

namespace shoal::data {

struct FolderFiles {
  InputKind kind{};
  std::vector<InputPart> parts;       ///< by name
  std::vector<std::string> left_out;  ///< "notes.pdf"; relative to the folder
};

/// As input_parts() says. Error{data} for more than 100,000 entries, or folders 32 deep.
FolderFiles folder_files(const std::filesystem::path& folder);

}  // namespace shoal::data
