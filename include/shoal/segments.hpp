// From clusters to segments: profiles, names, rules, advice.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "shoal/features.hpp"
#include "shoal/table.hpp"
#include "shoal/threads.hpp"

namespace shoal {

struct NamedShare {
  std::string name;
  double share = 0.0;  ///< of the segment's customers (countries) or revenue (products)
};

/// A product that a segment buys more than the others.
struct Favourite {
  std::string name;
  double share = 0.0;  ///< of the segment's customers who bought it
  double lift = 0.0;   ///< its share of what the segment chose over its share of what everyone chose
};

/// The quantiles of Segment::quantiles.
inline constexpr std::array<double, 5> k_quantiles = {0.1, 0.25, 0.5, 0.75, 0.9};

/// How far a segment's median lies from all others, in standard deviations of all customers.
struct Distinction {
  std::string feature;
  double difference = 0.0;  ///< standardised difference of means, segment against the rest
  std::string text;         ///< "buys 5 times as often as the median customer"
};

struct Segment {
  std::int32_t segment = 0;  ///< from 0, largest first; people are told number_of() it
  std::string name;          ///< unique within the result
  std::int64_t size = 0;
  double share_of_customers = 0.0, share_of_revenue = 0.0, revenue = 0.0;
  std::vector<double> medians, means;                    ///< per feature of the table
  double return_share = 0.0;                             ///< of the whole segment's value
  double average_order = 0.0;                            ///< revenue / orders of the segment
  std::map<std::string, std::vector<double>> quantiles;  ///< of recency_days, frequency and total_spend, at k_quantiles
  std::vector<double> revenue_by_month;                  ///< along Segmentation::months
  double revenue_last_year = 0.0;                        ///< of the 365 days before the snapshot
  std::int64_t overdue = 0;                     ///< customers away for more than twice their usual gap between orders
  double revenue_at_risk = 0.0;                 ///< revenue_last_year of those
  std::vector<NamedShare> countries, products;  ///< top three each, may be empty
  std::vector<Favourite> favourites;            ///< the three with the highest lift, may be empty
  std::vector<Distinction> distinctions;        ///< the three strongest
  std::string advice;                           ///< one line of what to do
  std::string claim;         ///< what the name says of a customer: "frequency <= 1 and gaps_away > 2"
  double claim_share = 0.0;  ///< of the segment's customers, for whom it is true
  std::string rule;          ///< at most three conditions, "recency_days > 120 and frequency <= 1"
  double rule_precision = 0.0, rule_recall = 0.0;  ///< of that rule for this segment
  bool small = false;                              ///< below SegmentOptions::minimum_size
};

/// The number of a segment that people see; they count from 1.
constexpr std::int64_t number_of(std::int64_t segment) { return segment + 1; }

struct SegmentOptions {
  std::filesystem::path names;  ///< a rule table of the user's own; empty: the built-in one
  std::int64_t minimum_size = 10;
};

/// Shares of all customers by the rules that they meet; they add up to 1.
struct RuleCoverage {
  double own = 0.0;      ///< that of their own segment and no other
  double none = 0.0;     ///< none
  double several = 0.0;  ///< two or more
  double other = 0.0;    ///< that of another segment alone
};

struct Segmentation {
  std::vector<Segment> segments;
  double rule_fidelity = 0.0;       ///< share of customers that the surrogate tree puts into their own segment
  RuleCoverage rule_coverage;       ///< of the segments' rules
  std::vector<std::string> months;  ///< "2011-03", all from the first to the last; empty where they are too many
  double rhythm_days = 0.0;         ///< the shop's: median days between orders; NaN where nobody ordered again
  std::vector<std::string> warnings;
};

/// Describes and names the clusters of customers. `labels` is per row of the feature table (-1: not in a segment).
/// `lines` and `cleaned` give countries and products; may be empty. O(n log n).
Segmentation describe_segments(const CustomerFeatures& customers, const Transactions& lines, const Cleaned& cleaned,
                               const std::vector<std::int32_t>& labels, std::int64_t k, const SegmentOptions& options);

/// The same clusters with sizes, medians, shares and names alone: what another k would give. O(n k).
std::vector<Segment> outline_segments(const CustomerFeatures& customers, const std::vector<std::int32_t>& labels,
                                      std::int64_t k, const SegmentOptions& options);

/// The built-in rule table as the text of its file format (docs/formats/segment-names.md), to be edited.
std::string builtin_segment_names();

struct GenerateOptions {
  std::int64_t customers = 5000;
  std::uint64_t seed = 42;
  double dirt =
      0.02;  ///< share of lines that cleaning must remove: missing customers, duplicates, cancellations, zero prices
  const Cancellation* cancellation = nullptr;  ///< Error{cancelled} when raised, and neither file is written
};

/// Writes a sample transaction file (CSV, or Parquet by its name; the eight columns of Online Retail) with planted segments of customers, and beside
/// it (when `truth` is not empty) a CSV customer_id,segment with the planted ones. Deterministic in the seed.
void generate_retail(const std::filesystem::path& path, const std::filesystem::path& truth,
                     const GenerateOptions& options);

}  // namespace shoal
