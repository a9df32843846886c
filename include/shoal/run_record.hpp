// The record of one command: what run.json holds; the report and tracking are views of it (docs/formats/run.md).
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "shoal/choice.hpp"
#include "shoal/reading.hpp"
#include "shoal/segments.hpp"
#include "shoal/table.hpp"
#include "shoal/transactions.hpp"
#include "shoal/trial.hpp"

namespace shoal {

struct Stage {
  std::string name;      ///< read, clean, features, prepare, sweep, choose, segments, charts, write
  double seconds = 0.0;  ///< wall
};

/// A feature before and after preparation, for the report.
struct FeatureRecord {
  std::string name;
  bool clustered = false;
  std::int64_t missing = 0;  ///< customers without a value; the figures are of the others
  double min = 0, p25 = 0, median = 0, p75 = 0, max = 0, mean = 0;
  std::vector<double> raw_edges, prepared_edges;  ///< histogram edges (bins + 1); prepared ones only if clustered
  std::vector<std::int64_t> raw_counts, prepared_counts;
};

/// What the charts of the report need beyond the tables; bounded in size (a few thousand numbers).
struct ChartData {
  std::vector<std::vector<double>> silhouette_widths;  ///< per cluster, descending, at most 200 values each
  std::vector<double> pc1, pc2;  ///< sampled rows on the first two principal components, at most 1,500
  std::vector<std::int32_t> pc_segment;
  std::vector<double> centroid_pc1, centroid_pc2;  ///< k
  double pc1_share = 0.0, pc2_share = 0.0;         ///< share of variance
  /// R x F map: customers by recency quintile (row 0: the most recent) and frequency quintile (column 0: the rarest).
  std::vector<std::vector<std::int64_t>> rf_counts;   ///< 5 x 5
  std::vector<std::vector<std::int32_t>> rf_segment;  ///< 5 x 5, the most common segment, -1 = empty
  std::vector<std::string> r_labels, f_labels;        ///< ranges as text, 5 each
  /// k x features: (segment mean - overall mean) / overall standard deviation; shares as they are, all else as log1p (with
  /// its sign), or a few giants would set both means and deviation.
  std::vector<std::vector<double>> profile;
  std::vector<std::string> profile_features;
  /// What k - 1 and k + 1 would change: sentences.
  std::vector<std::string> neighbours;
};

/// How the command was run, and what that took.
struct RunInfo {
  std::string command;                         ///< segment, sweep, fit ...
  std::string command_line;                    ///< as typed, to do it again
  std::map<std::string, std::string> options;  ///< every option with its value, defaults included
  std::uint64_t seed = 0;
  std::map<std::string, std::string> versions;  ///< shoal, arrow, compiler ...
  std::string device;
  std::string started;  ///< ISO 8601, UTC
  std::vector<Stage> timings;
  double seconds = 0.0;
  std::int64_t peak_memory_bytes = 0;
  std::vector<std::string> warnings;
};

struct InputRecord {
  InputInfo file;
  std::int64_t rejected_rows = 0;
  std::map<std::string, std::string> columns;  ///< role -> column of the file
  Reading reading{};                           ///< of transactions
};

/// A segment of another k, in short.
struct OutlinedSegment {
  std::string name;
  std::int64_t size = 0;
  double share_of_customers = 0.0, share_of_revenue = 0.0;
  double recency_days = 0.0, frequency = 0.0, total_spend = 0.0;  ///< medians
};

/// What another number of segments would give.
struct Alternative {
  std::int64_t k = 0;
  std::vector<OutlinedSegment> segments;  ///< largest first
};

/// What is known of a shop and its customers.
struct ShopRecord {
  std::vector<CleaningStep> cleaning;
  std::string as_of, first_date, last_date;  ///< ISO dates of the snapshot and of the kept lines
  std::int64_t customers = 0, invoices = 0;
  double revenue = 0.0;
  std::vector<std::string> feature_names;  ///< of Segment::medians
  std::string returns;                     ///< net or gross: how total_spend and revenue count them
  double rhythm_days = 0.0;                ///< Segmentation::rhythm_days
  std::vector<std::string> months;         ///< of Segment::revenue_by_month
  std::vector<Segment> segments;
  double rule_fidelity = 0.0;
  RuleCoverage rule_coverage{};
  std::vector<Alternative> alternatives{};  ///< one segment fewer and one more, where they were tried
};

struct FeaturesRecord {
  std::string preparation;             ///< as text
  std::vector<std::string> clustered;  ///< names
  /// What a table has beside them.
  std::vector<LeftOutColumn> left_out{};
  std::vector<FeatureRecord> described;
};

struct TrialsRecord {
  std::vector<std::string> parameters = {"k"};  ///< what differs between the trials
  std::vector<Trial> list;
  double inertia_one = 0.0;  ///< of a single cluster
  std::optional<ChosenK> chosen;
};

/// What the command found or was given to measure; no clusters and no noise where it did neither.
struct ResultRecord {
  std::string algorithm;  ///< "kmeans"; empty for labels from elsewhere
  ClusteringSummary clustering;
  std::optional<std::int64_t> iterations;      ///< of algorithms that iterate
  double seconds = 0.0;                        ///< of the algorithm alone
  std::map<std::string, double> metrics;       ///< inertia, silhouette, share_negative, ...
  std::map<std::string, double> test_metrics;  ///< of a held-out part, may be empty
  /// The labels that were measured, as given, by cluster; whether they are texts.
  std::vector<std::string> given_labels{};
  bool text_labels = false;
  /// KMeansPasses::search_counts() of a fit. Not in run.json: they say how the answer was found, and depend on the device.
  std::int64_t ranked_rows = 0, rescored_rows = 0;
};

struct RunRecord {
  int format = 2;
  RunInfo run;
  InputRecord input;
  ShopRecord shop;
  FeaturesRecord features;
  TrialsRecord trials;
  ResultRecord result;
  ChartData charts;
};

/// The trial of the chosen k; nothing where none was chosen.
const Trial* chosen_trial(const TrialsRecord& trials);

/// The text of sweep.csv (docs/formats/sweep.md): a column for each parameter, then for each measure in the order of the
/// trials; missing values are empty cells.
std::string sweep_csv(const TrialsRecord& trials);

/// The text of run.json: one JSON document; numbers read back the same; not finite becomes null; bytes that are not
/// UTF-8 become U+FFFD.
std::string to_json(const RunRecord& record);
/// The text of segments.json (docs/formats/segments.md): the record's segments alone.
std::string segments_json(const RunRecord& record);
/// The record that to_json wrote; keys that are absent keep their defaults, unknown ones are ignored, null numbers are
/// NaN. Error{data} with the place ("run.json, sweep[3].k") for anything else, and for a newer format.
RunRecord run_record_from_json(const std::string& text, const std::string& where);

}  // namespace shoal
