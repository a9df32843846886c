// Names of months and days of the week in the large languages of Europe.
#pragma once

#include <string>
#include <string_view>

namespace shoal::data {

/// The text in small letters without accents, special blanks as blanks, the minus sign as a hyphen: ASCII, whether it was UTF-8
/// or ISO-8859-1. O(length).
std::string folded_text(std::string_view text);

/// The month (1 to 12) that a folded word names, whole or by its first three letters or more ("mar", "marz", "sept"); 0 when
/// none or several do ("jui").
int month_of(std::string_view word);

/// Whether a folded word names a day of the week, whole or by its first two letters or more.
bool is_weekday(std::string_view word);

}  // namespace shoal::data
