// Writing CSV fields.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "shoal/table.hpp"

namespace shoal::data {

/// Appends a text, in quotes where it needs them (comma, quote, line break, a blank at an end).
void append_field(std::string& out, std::string_view text);
/// The same of a text that is a user's: where texts are to be inert, with an apostrophe before one that a spreadsheet would take
/// for a formula, as it begins with one of = + - @, a tab or a line end. What is a number is left alone: "-5" is no formula.
void append_text(std::string& out, std::string_view text, CsvTexts texts);
/// Appends a number so that it reads back as the same double: whole ones below 10^15 as such, others in the shortest
/// form; NaN as an empty field.
void append_number(std::string& out, double value);
void append_number(std::string& out, std::int64_t value);

}  // namespace shoal::data
