// How a workbook shows its numbers: which of them are dates.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace shoal::data {

class ByteSource;

/// What a number stands for by the format of its cell; `elapsed` times ("[h]:mm") are numbers.
enum class CellFormat : std::uint8_t { number, date, time, date_time };

/// Of a format as users write them: "dd/mm/yyyy", "#,##0.00 \"days\"".
CellFormat format_of(std::string_view code);

/// The formats of cells by the number of their style, out of xl/styles.xml. `where`: what errors name.
std::vector<CellFormat> read_cell_formats(ByteSource& styles, const std::string& where);

/// Appends what a number of days is: a date as 2011-12-09, a time as 12:50:00, both as 2011-12-09 12:50:00, to a thousandth of a second.
/// False, and nothing appended, where it is none: below zero, the 29th of February 1900 (which Excel has), or beyond the year 9999.
bool append_serial(std::string& out, double days, CellFormat format, bool since_1904);

}  // namespace shoal::data
