// Paths that lead to one file.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace shoal::app {

/// Whether both paths lead to the same file or folder, however they are written, through links too. Standard input, and
/// what is not there, is the same as nothing.
bool same_file(const std::filesystem::path& one, const std::filesystem::path& other);

/// Error{usage} for an output that is one of the inputs, a file inside an input folder, or another output; for an output folder
/// of shoal's with an input among its files; and for a file of a run folder or model folder. Empty paths are none. Devices and
/// pipes may be input and output.
void refuse_overwriting(const std::vector<std::filesystem::path>& inputs,
                        const std::vector<std::filesystem::path>& outputs);

/// Error{usage} for an output in the way of a file that the command writes into its output folder: in the place of one of `names`
/// or of the manifest, above it or below it. Elsewhere in the folder an output may lie beside them.
void refuse_output_among(const std::filesystem::path& folder, std::vector<std::string> names,
                         const std::filesystem::path& output);

}  // namespace shoal::app
