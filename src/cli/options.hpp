// Options that several commands share.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cli/invocation.hpp"
#include "shoal/app.hpp"

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace shoal::cli {

/// A command with its summary and examples (one a line).
CLI::App& add_command(CLI::App& app, const std::string& name, const std::string& summary, const std::string& examples);

/// Option texts that become typed values once parsing is over.
struct KMeansTexts {
  std::string init = "k-means++", algorithm = "lloyd", metric = "euclidean";
};
struct ReadingTexts {
  std::vector<std::string> columns;
  std::string date_order = "month-first", bad_rows = "fail", as_of;
  bool keep_missing = false, keep_duplicates = false, keep_cancellations = false, keep_non_positive = false;
};

struct ExtentTexts {
  std::string silhouette = "auto", resamples = "auto";
};

void add_reading(CLI::App& command, ReadingTexts& texts);
void add_cleaning(CLI::App& command, ReadingTexts& texts, PrepareOptions& options);
void add_table_reading(CLI::App& command, ReadTableOptions& options);
void add_kmeans(CLI::App& command, KMeansTexts& texts, KMeansOptions& options);
/// --mlflow; with `runs` also what belongs to making runs.
void add_tracking(CLI::App& command, TrackingTexts& texts, bool runs = true);
void add_silhouette(CLI::App& command, std::string& text, const char* group);
void add_extent(CLI::App& command, ExtentTexts& texts);
/// --k-from, in place of `k`.
CLI::Option* add_k_from(CLI::App& command, std::filesystem::path& folder, CLI::Option& k);

/// Moves the texts into the typed options. Errors{usage}.
void apply(const ReadingTexts& texts, PrepareOptions& options);
void apply(const KMeansTexts& texts, KMeansOptions& options);
void apply(const ExtentTexts& texts, SweepExtent& extent);
/// --silhouette; nothing for "auto". Error{usage}.
std::optional<bool> parse_silhouette(const std::string& text);

/// The environment's settings, overruled by the options of the command. Error{usage}.
TrackingSettings tracking_settings(const CLI::App& command, const TrackingTexts& texts);

/// "4" or "2..12".
struct KRange {
  std::int64_t low = 2, high = 10;
};
KRange parse_k_range(const std::string& text);

}  // namespace shoal::cli
