// The writers that write_table() chooses from.
#pragma once

#include <filesystem>
#include <vector>

#include "shoal/table.hpp"

namespace shoal::data {

/// Rows of a column.
std::int64_t column_rows(const OutputColumn& column);

void write_csv(const std::filesystem::path& path, const std::vector<OutputColumn>& columns, CsvTexts texts);
void write_parquet(const std::filesystem::path& path, const std::vector<OutputColumn>& columns);
/// The numeric columns as a float64 matrix, C order, format 1.0 (NEP 1).
void write_npy(const std::filesystem::path& path, const std::vector<OutputColumn>& columns);

}  // namespace shoal::data
