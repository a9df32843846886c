// What kind of file an input is.
#pragma once

#include <cstdint>
#include <filesystem>

namespace shoal::data {

/// `zip` is a workbook or an archive: what is in it tells which.
enum class InputKind : std::uint8_t { csv, parquet, npy, zip };

/// Told from the first bytes of a file, whatever it is called; names tell .npy in a packing, and files whose Parquet or .npy is
/// damaged. Everything else is CSV, as is a pipe, which can be read only once. Error{data} for a file that is not there or may not be
/// read, and for one of a kind that is no table or is not read: .xls, web pages, PDF ...
InputKind input_kind(const std::filesystem::path& file);

/// What a file that is to be written is, by its name alone.
InputKind named_kind(const std::filesystem::path& path);

/// Whether input_kind() refuses the file for what it is.
bool is_foreign(const std::filesystem::path& file);

/// Whether the name is one that tables of text have: .csv, .tsv, .tab, .txt, .psv, with the ending of a packing or not, or "part-00000".
bool is_text_name(const std::filesystem::path& path);

}  // namespace shoal::data
