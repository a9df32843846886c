#include <utility>

#include "segments/distinctions.hpp"
#include "segments/favourites.hpp"
#include "segments/money.hpp"
#include "segments/name_table.hpp"
#include "segments/names.hpp"
#include "segments/population.hpp"
#include "segments/profile.hpp"
#include "segments/rules.hpp"
#include "segments/segment_warnings.hpp"
#include "segments/top_shares.hpp"
#include "shoal/files.hpp"
#include "shoal/segments.hpp"

namespace shoal {
namespace {

constexpr std::uintmax_t k_largest_table = std::uintmax_t{1} << 24;

std::vector<detail::NameRule> name_rules(const std::filesystem::path& path) {
  if (path.empty()) return detail::parse_name_table(builtin_segment_names(), "built-in segment names");
  return detail::parse_name_table(read_text(path, k_largest_table), path.string());
}

}  // namespace

Segmentation describe_segments(const CustomerFeatures& customers, const Transactions& lines, const Cleaned& cleaned,
                               const std::vector<std::int32_t>& labels, std::int64_t k, const SegmentOptions& options) {
  const std::vector<detail::NameRule> names = name_rules(options.names);
  const detail::Population population(customers, labels, k);
  Segmentation result;
  result.segments = detail::segment_profiles(population);
  for (Segment& segment : result.segments) segment.small = segment.size < options.minimum_size;
  result.rhythm_days = population.rhythm();
  detail::name_segments(population, names, result.segments);
  detail::add_spread(population, result.segments);
  result.months = detail::add_revenue_over_time(customers, lines, cleaned, population, result.segments);
  detail::add_distinctions(population, result.segments);
  detail::add_top_shares(customers, lines, cleaned, population, result.segments);
  detail::add_favourites(customers, lines, cleaned, population, result.segments);

  detail::SurrogateRules rules = detail::surrogate_rules(population);
  for (std::size_t s = 0; s < result.segments.size(); ++s) {
    result.segments[s].rule = std::move(rules.rules[s].text);
    result.segments[s].rule_precision = rules.rules[s].precision;
    result.segments[s].rule_recall = rules.rules[s].recall;
  }
  result.rule_fidelity = rules.fidelity;
  result.rule_coverage = rules.coverage;
  result.warnings = detail::segment_warnings(population, result, options);
  return result;
}

std::vector<Segment> outline_segments(const CustomerFeatures& customers, const std::vector<std::int32_t>& labels,
                                      std::int64_t k, const SegmentOptions& options) {
  const detail::Population population(customers, labels, k);
  std::vector<Segment> segments = detail::segment_profiles(population);
  detail::name_segments(population, name_rules(options.names), segments);
  return segments;
}

}  // namespace shoal
