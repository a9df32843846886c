// Text as people read it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace shoal {

/// "541,909", "-12".
std::string grouped(std::int64_t value);
/// "8,887,208.89" with that many decimals.
std::string grouped(double value, int decimals);
/// "0.2 s", "3 min 12 s".
std::string human_seconds(double seconds);
/// "272 MB", "1.5 GB" (powers of 1000).
std::string human_bytes(std::int64_t bytes);
/// The candidate nearest to a misspelt word by edit distance (case ignored), or empty when none is near enough.
std::string nearest_word(std::string_view word, const std::vector<std::string>& candidates);
/// "; did you mean \"x\"?" with that candidate, or nothing where none is near enough.
std::string did_you_mean(std::string_view word, const std::vector<std::string>& candidates);
/// Error{usage}: `text`, found at `place`, is none of the words; names the nearest.
[[noreturn]] void throw_unknown_word(std::string_view text, const std::vector<std::string>& words,
                                     const std::string& place);
/// Lower case, letters and digits only: "Customer ID" -> "customerid".
std::string folded_name(std::string_view name);
/// Parts between separators, trimmed, empty ones left out.
std::vector<std::string> split_list(std::string_view text, char separator = ',');
std::string join(const std::vector<std::string>& parts, std::string_view separator);
/// The text as one word of a shell's command line: in single quotes where it needs some.
std::string shell_word(std::string_view text);
/// The text on one line as a terminal may show it: control characters (C0, DEL, C1), line breaks and what turns the direction
/// of writing become "\\n" or "\\u001b", bytes that are no UTF-8 "\\xff". In a JSON document that is the same document.
std::string printable(std::string_view text);
/// The same for a text of several lines.
std::string printable_lines(std::string_view text);
/// The text with U+FFFD in place of each byte that is no UTF-8.
std::string valid_utf8(std::string_view text);
/// Seconds since 1970 -> "2011-12-09T12:50:00" and "2011-12-09"; and back from either (Error{data} otherwise).
std::string iso_time(std::int64_t seconds);
std::string iso_date(std::int64_t seconds);
std::int64_t parse_iso_time(std::string_view text);

}  // namespace shoal
