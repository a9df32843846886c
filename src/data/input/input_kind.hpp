// What kind of file an input is.
#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "data/input/input_bytes.hpp"

namespace shoal::data {

enum class InputKind : std::uint8_t { csv, parquet, npy };

/// Told from the name: .parquet (.pq) and folders of them, .npy (.npy.gz, .npy.zst), everything else is CSV. Error{data} for an input that
/// is not there or may not be read, and for .npy and Excel where a table is expected.
InputKind input_kind(const std::filesystem::path& path);

/// What a file that is to be written is, by its name alone.
InputKind named_kind(const std::filesystem::path& path);

/// The files of a Parquet input: the file itself, or the parts of a folder in order of their names, without those that
/// begin with "_" or ".". Error{data} for a folder without parts.
std::vector<std::filesystem::path> parquet_parts(const std::filesystem::path& path);

}  // namespace shoal::data
