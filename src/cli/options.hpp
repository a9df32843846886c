// Options that several commands share.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include "cli/command_line.hpp"
#include "shoal/app.hpp"

namespace shoal::cli {

inline constexpr const char* k_table_formats =
    "CSV (.gz, .zst ...), Parquet, .xlsx, .zip, .npy, or - for standard input";
inline constexpr const char* k_transaction_formats =
    "CSV (.gz, .zst ...), Parquet, .xlsx, .zip, folders of them, or - for standard input; several are one table";

void add_reading(Command& command, PrepareOptions& options);
/// Which lines, and which steps; add_dates() is a part of it.
void add_cleaning(Command& command, CleanOptions& options);
/// --since and --until, which hold for a run.
void add_dates(Command& command, CleanOptions& options);
/// --returns of features that are made anew.
void add_returns(Command& command, FeatureOptions& options);
void add_table_reading(Command& command, ReadTableOptions& options);
/// --sheet.
void add_sheet(Command& command, std::vector<std::string>& sheets);
/// --header.
void add_header(Command& command, ReadTableOptions& options);
/// --prepare of tables; `why` explains the default where it is another command's.
void add_preparation(Command& command, std::string& preparation, const std::string& why = {});
/// --silhouette: exact, off, auto, or sample:N for an estimate from N random rows.
void add_silhouette(Command& command, SilhouetteChoice& silhouette, const char* group);
void add_extent(Command& command, SweepExtent& extent);
/// -k as "4" or "2..12".
Option& add_k_range(Command& command, SweepOptions& sweep, const char* help);
/// --k-from, in place of `k`.
Option& add_k_from(Command& command, std::filesystem::path& folder, Option& k);

/// --csv-safe, which completes the settings, and `reading` where the command may write rejected.csv.
void add_csv_safe(Command& command, ReadTransactionsOptions* reading);
/// --mlflow, which completes the settings; with `runs` also what belongs to making runs, with `models` to registering them.
enum class Tracked : std::uint8_t { registry, runs, models };
void add_tracking(Command& command, Tracked what);

}  // namespace shoal::cli
