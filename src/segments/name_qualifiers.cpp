#include "segments/name_qualifiers.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "segments/claims.hpp"
#include "shoal/text.hpp"

namespace shoal::detail {
namespace {

struct Contrast {
  FeatureColumn column;
  const char* more;
  const char* less;
  const char* before_median;  ///< "spend 540", "57 days away"
  const char* after_median;
};
constexpr std::array<Contrast, 8> k_contrasts = {{
    {recency_days, "longer away", "more recent", "", " days away"},
    {frequency, "more orders", "fewer orders", "", " orders"},
    {total_spend, "higher spend", "lower spend", "spend ", ""},
    {tenure_days, "longer known", "newer", "known for ", " days"},
    {basket_value, "larger baskets", "smaller baskets", "basket ", ""},
    {distinct_products, "wider choice", "narrower choice", "", " products"},
    {bulk_share, "more bulk", "less bulk", "", " % bulk"},
    {reduced_share, "more discounts", "fewer discounts", "", " % reduced"},
}};

bool taken(const std::string& name, const std::vector<Segment>& segments) {
  return std::any_of(segments.begin(), segments.end(), [&](const Segment& other) { return other.name == name; });
}

/// Contrasts with a difference, the largest difference in rank first.
std::vector<std::pair<double, const Contrast*>> differences(const Population& population, const Segment& segment,
                                                            const Segment& namesake) {
  std::vector<std::pair<double, const Contrast*>> found;
  for (const Contrast& contrast : k_contrasts) {
    const double difference = population.rank(contrast.column, segment.medians[contrast.column]) -
                              population.rank(contrast.column, namesake.medians[contrast.column]);
    if (difference != 0.0) found.emplace_back(difference, &contrast);
  }
  std::stable_sort(found.begin(), found.end(),
                   [](const auto& a, const auto& b) { return std::abs(a.first) > std::abs(b.first); });
  return found;
}

std::string median_text(const Contrast& contrast, const Segment& segment) {
  const double value = segment.medians[contrast.column] * (is_share(contrast.column) ? 100.0 : 1.0);
  return contrast.before_median + grouped(value, value < 10.0 ? 1 : 0) + contrast.after_median;
}

/// A, B, ... Z, AA, AB ...
std::string letters(std::size_t number) {
  std::string text;
  for (std::size_t rest = number + 1; rest > 0; rest = (rest - 1) / 26) {
    text.insert(text.begin(), static_cast<char>('A' + (rest - 1) % 26));
  }
  return text;
}

/// Whether so many members differ from the namesake's median in the direction of the medians that it can be said of them.
bool is_true_of_members(const Population& population, const NameRule& rule, const Segment& segment,
                        const Segment& namesake, const Contrast& contrast, double difference) {
  if (rule.about == About::medians) return true;
  const Comparison side = difference > 0.0 ? Comparison::more : Comparison::less;
  const Claim claim = {{contrast.column, side, Measure::value, namesake.medians[contrast.column]}};
  return share_meeting(population, claim, static_cast<std::size_t>(segment.segment)) >= rule.share;
}

}  // namespace

std::string qualified_name(const Population& population, const NameRule& rule, const Segment& segment,
                           const std::vector<Segment>& segments) {
  const auto namesake =
      std::find_if(segments.begin(), segments.end(), [&](const Segment& other) { return other.name == rule.name; });
  if (namesake == segments.end()) return rule.name;
  const auto contrasts = differences(population, segment, *namesake);
  for (const auto& [difference, contrast] : contrasts) {
    if (!is_true_of_members(population, rule, segment, *namesake, *contrast, difference)) continue;
    const std::string candidate = rule.name + ", " + (difference > 0.0 ? contrast->more : contrast->less);
    if (!taken(candidate, segments)) return candidate;
  }
  if (rule.about == About::members) return {};
  for (const auto& [difference, contrast] : contrasts) {
    const std::string candidate = rule.name + ", " + median_text(*contrast, segment);
    if (!taken(candidate, segments)) return candidate;
  }
  return {};
}

std::string lettered_name(const std::string& name, const std::vector<Segment>& segments) {
  if (!taken(name, segments)) return name;
  for (std::size_t number = 1;; ++number) {
    const std::string candidate = name + ", group " + letters(number);
    if (!taken(candidate, segments)) return candidate;
  }
}

}  // namespace shoal::detail
