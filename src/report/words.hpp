// Numbers and names in the words of a marketing analyst.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace shoal::report {

/// "four" up to twelve, digits above.
std::string number_word(std::int64_t count);
/// "1 December 2010" for an ISO date or time; other text as it is.
std::string date_words(std::string_view iso);
/// "18 %" with a no-break space; "under 1 %" for what would round to 0, "–" for what is not finite.
std::string percent(double share);
/// "0.2 s"; "–" for what is no duration.
std::string seconds_words(double seconds);
/// "1 customer", "4,338 customers".
std::string counted(std::int64_t count, std::string_view one, std::string_view many);
/// "a, b and c".
std::string enumerated(const std::vector<std::string>& parts);
/// Upper-case first letter (ASCII).
std::string capitalised(std::string text);

/// "days since the last order" for recency_days; underscores as blanks for a feature that is not known.
std::string feature_words(std::string_view name);
/// Unit of the feature for a column head: "days", "%", "" ...
std::string feature_unit(std::string_view name);
/// A value of the feature as a table cell shows it, without unit ("51", "1,340.70", "12").
std::string feature_number(std::string_view name, double value);

/// "total_spend > 600 and recency_days <= 45" as "spent more than 600 in all, and last ordered at most 45 days ago"; a
/// rule that is not of this form comes back as it is.
std::string rule_words(std::string_view rule);

}  // namespace shoal::report
