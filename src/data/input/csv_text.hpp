// Writing CSV fields.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace shoal::data {

/// Appends a text, in quotes where it needs them (comma, quote, line break, a blank at an end).
void append_field(std::string& out, std::string_view text);
/// The text with an apostrophe before it where a spreadsheet would take it for a formula: it begins with one of = + - @, a tab or
/// a line end. What is a number is left alone: "-5" is no formula.
std::string inert_text(std::string_view text);
/// Appends a number so that it reads back as the same double: whole ones below 10^15 as such, others in the shortest
/// form; NaN as an empty field.
void append_number(std::string& out, double value);
void append_number(std::string& out, std::int64_t value);

}  // namespace shoal::data
