// Each command as a function: options in, record out. The command line, the server and Python call these.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "shoal/algorithm.hpp"
#include "shoal/events.hpp"
#include "shoal/features.hpp"
#include "shoal/kmeans.hpp"
#include "shoal/run_record.hpp"
#include "shoal/segments.hpp"
#include "shoal/sweep.hpp"
#include "shoal/table.hpp"
#include "shoal/threads.hpp"
#include "shoal/tracking.hpp"
#include "shoal/transactions.hpp"

namespace shoal {

/// What every command shares.
struct Settings {
  std::string device = "auto";
  int threads = 0;  ///< 0: all processors
  std::uint64_t seed = k_default_seed;
  Scalar scalar = Scalar::f32;
  bool scalar_asked = false;  ///< false: double precision is taken by itself where single precision is too short
  Events* events = nullptr;   ///< nullptr: silent
  const Cancellation* cancellation = nullptr;  ///< nullptr: cannot be interrupted
  CsvTexts csv_texts = CsvTexts::as_they_are;  ///< in the tables that the command writes
  std::string command_line;
  std::map<std::string, std::string> options;  ///< for the record
  TrackingSettings tracking;                   ///< of segment, fit and sweep; and the registry for predict
};

/// From transaction lines to features; shared by segment, prepare and predict.
struct PrepareOptions {
  std::vector<std::filesystem::path> inputs;  ///< files and folders of one table
  ReadTransactionsOptions reading;
  CleanOptions cleaning;
  FeatureOptions features;
};

inline constexpr int k_default_resamples = 20;

/// Which silhouettes are measured.
struct SilhouetteChoice {
  std::optional<bool> exact;     ///< left open: exact up to 100,000 rows, of a sample beyond
  std::int64_t sample_rows = 0;  ///< above 0: those of so many random rows among themselves, as an estimate
};

/// What a sweep measures beside the fits; what is left open depends on the number of rows.
struct SweepExtent {
  SilhouetteChoice silhouette;
  std::optional<int> resamples;
};

struct SegmentCommand {
  PrepareOptions prepare;
  std::filesystem::path output = "shoal-run";
  std::vector<std::string> clustered = {"recency_days", "frequency", "total_spend"};
  std::string preparation = "log1p,standardise";
  SweepOptions sweep;  ///< silhouette and bootstraps come from `extent`
  SweepExtent extent;
  std::optional<std::int64_t> k;  ///< fixes k instead of choosing it
  /// Run folder of a sweep over the same customers: its choice of k with its reasons is taken, and its measures go into the
  /// record. Empty: swept here.
  std::filesystem::path k_from;
  SegmentOptions segments;
  bool export_small = false;  ///< list the customers of segments below the minimum size too
};
/// The main job. Writes the run folder and returns its record.
RunRecord segment(const SegmentCommand& command, const Settings& settings);

struct PrepareCommand {
  PrepareOptions prepare;
  std::filesystem::path output;
  std::optional<double> split;  ///< share of the training part: writes NAME-train.EXT and NAME-test.EXT
};
RunRecord prepare(const PrepareCommand& command, const Settings& settings);

struct InspectCommand {
  PrepareOptions prepare;
  std::int64_t rows = 5;  ///< lines to show
};
/// What was read in a role: {"quantity", "6"}.
struct InspectedValue {
  std::string role, text;
};
struct Inspection {
  RunRecord record;  ///< its input and cleaning
  std::vector<std::vector<InspectedValue>>
      rows;  ///< the first lines, the same roles in each; the last says what became of the line
};
/// How a file of transactions is understood: reads all of it, and computes nothing.
Inspection inspect(const InspectCommand& command, const Settings& settings);

struct FitCommand {
  std::filesystem::path input, model, labels;  ///< model and labels may be empty: not written
  std::filesystem::path test;  ///< a held-out table whose metrics stand beside the training ones; may be empty
  ReadTableOptions reading;
  std::string weights_column;
  std::string preparation = "standardise";
  AlgorithmOptions algorithm;
  bool k_asked = false;  ///< k is the user's wish, with which `initial` must agree
  SilhouetteChoice silhouette;
  std::filesystem::path initial;  ///< table of centroids in the prepared space for KMeansInit::given
  std::filesystem::path k_from;   ///< run folder whose chosen k takes the place of k; may be empty
};
/// Fits one algorithm to a table, measures the clustering, and writes model and labels where they are asked for.
/// Example:
///     FitCommand command;
///     command.input = path;
///     command.model = folder;
///     command.algorithm = KMeansOptions{.k = 3, .initial = {}};
///     Settings settings;
///     settings.device = "cpu";
///     RunRecord record = fit(command, settings);
RunRecord fit(const FitCommand& command, const Settings& settings);

struct SweepCommand {
  std::filesystem::path input, output;  ///< output: a run folder with sweep.csv and run.json; may be empty
  ReadTableOptions reading;
  std::string preparation = "standardise";
  SweepOptions sweep;  ///< silhouette and bootstraps come from `extent`
  SweepExtent extent;
};
RunRecord sweep(const SweepCommand& command, const Settings& settings);

struct PredictCommand {
  std::filesystem::path model;  ///< a folder; or "models:/NAME@ALIAS", "models:/NAME/VERSION" of the registry
  std::filesystem::path output;
  PrepareOptions prepare;          ///< used when the input holds transactions, but for how returns count
  std::optional<Returns> returns;  ///< left open: as where the model was fitted
  ReadTableOptions reading;        ///< used when it holds features
};
/// Scores a feature table or transaction lines, whichever the input's columns say.
RunRecord predict(const PredictCommand& command, const Settings& settings);

struct EvaluateCommand {
  std::filesystem::path input, labels, truth;  ///< truth may be empty
  std::string labels_column = "label", truth_column;
  ReadTableOptions reading;
  std::string preparation = "none";
  SilhouetteChoice silhouette;
};
RunRecord evaluate(const EvaluateCommand& command, const Settings& settings);

/// Renders report.html of a run folder anew from its run.json; returns its path.
std::filesystem::path report(const std::filesystem::path& folder);

}  // namespace shoal
