// The writers that write_table() chooses from.
#pragma once

#include <cstdint>
#include <vector>

#include "shoal/files.hpp"
#include "shoal/table.hpp"

namespace shoal::data {

/// Rows of a column.
std::int64_t column_rows(const OutputColumn& column);

void write_csv(OutputFile& file, const std::vector<OutputColumn>& columns, CsvTexts texts);
void write_csv_to_standard_output(const std::vector<OutputColumn>& columns, const WriteTableOptions& options);
void write_parquet(OutputFile& file, const std::vector<OutputColumn>& columns);
/// The numeric columns as a float64 matrix, C order, format 1.0 (NEP 1).
void write_npy(OutputFile& file, const std::vector<OutputColumn>& columns);

}  // namespace shoal::data
