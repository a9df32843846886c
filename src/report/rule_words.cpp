// The rule of a segment as a sentence.
#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>
#include <optional>
#include <vector>

#include "report/words.hpp"
#include "shoal/text.hpp"

namespace shoal::report {
namespace {

struct Condition {
  std::string_view feature, comparison;
  double bound = 0.0;
};

std::optional<Condition> condition(std::string_view text) {
  for (const std::string_view comparison : {" <= ", " >= ", " < ", " > "}) {
    const auto at = text.find(comparison);
    if (at == std::string_view::npos) continue;
    Condition found{text.substr(0, at), comparison.substr(1, comparison.size() - 2), 0.0};
    const std::string_view number = text.substr(at + comparison.size());
    const auto [end, status] = std::from_chars(number.data(), number.data() + number.size(), found.bound);
    if (status != std::errc() || end != number.data() + number.size() || found.feature.empty()) return std::nullopt;
    return found;
  }
  return std::nullopt;
}

std::string comparison_words(std::string_view comparison) {
  if (comparison == "<=") return "at most";
  if (comparison == ">=") return "at least";
  return comparison == "<" ? "less than" : "more than";
}

std::string condition_words(Condition c) {
  const bool counts = c.feature == "frequency" || c.feature == "distinct_products" || c.feature == "recency_days";
  // Whole numbers only: "more than 1.5" is "more than 1", and "at most 1.5" is "at most 1".
  if (counts && (c.comparison == ">" || c.comparison == "<=")) c.bound = std::floor(c.bound);
  const std::string side = comparison_words(c.comparison);
  const std::string number = feature_number(c.feature, c.bound);
  const bool one = number == "1";
  if (c.feature == "recency_days") return fmt::format("last ordered {} {} {} ago", side, number, one ? "day" : "days");
  if (c.feature == "tenure_days") return fmt::format("first ordered {} {} {} ago", side, number, one ? "day" : "days");
  if (c.feature == "frequency") return fmt::format("{} {} {}", side, number, one ? "order" : "orders");
  if (c.feature == "total_spend") return fmt::format("spent {} {} in all", side, number);
  if (c.feature == "basket_value") return fmt::format("spent {} {} per order", side, number);
  const std::string unit = feature_unit(c.feature) == "%" ? " %" : "";
  return fmt::format("{} {} {}{}", feature_words(c.feature), side, number, unit);
}

}  // namespace

std::string rule_words(std::string_view rule) {
  constexpr std::string_view between = " and ";
  std::vector<std::string> parts;
  for (std::string_view rest = rule; !rest.empty();) {
    const auto end = rest.find(between);
    const auto found = condition(rest.substr(0, end));
    if (!found) return std::string(rule);
    parts.push_back(condition_words(*found));
    rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + between.size());
  }
  return join(parts, ", and ");
}

}  // namespace shoal::report
