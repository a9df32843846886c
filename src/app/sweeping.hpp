// A sweep over k with its choice, told and tracked: shared by segment and sweep.
#pragma once

#include <optional>
#include <string>

#include "app/session.hpp"
#include "shoal/sweep.hpp"

namespace shoal::app {

/// The clustering's own warnings, and that it is approximate if it is.
void warn_about(Session& session, const Clustering& found);

struct Chosen {
  SweepResult sweep;
  ChosenK choice;
  TrialsRecord trials;  ///< both, for the record
  /// The entry of the chosen k.
  const SweepEntry& entry() const;
};

/// Exact silhouettes compare every pair of rows: unasked up to this many rows of so many columns, or as many pairs times
/// columns; beyond, those of a sample, of as many rows as make no more pairs times columns than that.
inline constexpr std::int64_t k_silhouette_rows = 100'000;
inline constexpr std::int64_t k_silhouette_cols = 32;
inline constexpr std::int64_t k_silhouette_sample = 20'000;
/// Stability fits every resample: unasked up to this many rows.
inline constexpr std::int64_t k_resample_rows = 1'000'000;

/// What is asked for, with what was left open settled: `exact` has a value, or `sample_rows` is above 0.
SilhouetteChoice settled_silhouette(const SilhouetteChoice& asked, std::int64_t rows, std::int64_t cols);

/// Warns that silhouettes are estimates from so many rows, the standard error of their means at most this.
void warn_of_sample(Session& session, std::int64_t rows, double standard_error);

/// Sweeps and chooses; a fixed k, one of the range, is the user's choice. `what` names a row in messages ("customers"). Error{data} when the rows cannot be divided at all, Error{usage} for a k they cannot
/// have.
Chosen sweep_and_choose(Session& session, const Points& points, SweepOptions options, const SweepExtent& extent,
                        std::optional<std::int64_t> fixed, const std::string& what,
                        std::span<const double> weights = {});

}  // namespace shoal::app
