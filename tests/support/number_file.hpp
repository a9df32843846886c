#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace shoal::test {

/// Rows of a text file cut at commas and blanks; ".gz" is unpacked by gzip. Fails the test (and gives no rows) when it
/// cannot be read.
std::vector<std::vector<std::string>> read_cells(const std::filesystem::path& path);

/// The same as numbers, without the first `skipped` lines.
std::vector<std::vector<double>> read_numbers(const std::filesystem::path& path, std::size_t skipped = 0);

}  // namespace shoal::test
