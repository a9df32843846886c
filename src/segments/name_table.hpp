// The table of segment names: its rules and its text format (docs/formats/segment-names.md).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace shoal::detail {

/// What a condition compares: a value itself, its rank among all customers, or its ratio to their median.
enum class Measure : std::uint8_t { value, rank, ratio };
enum class Comparison : std::uint8_t { less, at_most, more, at_least };

struct NameCondition {
  std::size_t column = 0;  ///< of the feature table
  Comparison comparison = Comparison::at_least;
  Measure measure = Measure::value;
  double threshold = 0.0;  ///< ranks in [0, 1]
};

/// Whose values the conditions are about: each member's own, or the segment's medians (tables of format 1).
enum class About : std::uint8_t { members, medians };

/// The share of the members for whom a name has to be true, unless its table says otherwise.
inline constexpr double k_claim_share = 0.8;

/// A name fits when all of its conditions hold together, for that share of the members or for the medians; without
/// conditions it fits every segment.
struct NameRule {
  std::string name, advice;
  std::vector<NameCondition> conditions;
  About about = About::members;
  double share = k_claim_share;
};

/// What conditions can be about, in the order of FeatureColumn.
extern const std::vector<std::string> k_name_features;

/// Rules in the order of the text. Error{usage} with `where` and the line for text that is not such a table.
std::vector<NameRule> parse_name_table(std::string_view text, const std::string& where);

}  // namespace shoal::detail
