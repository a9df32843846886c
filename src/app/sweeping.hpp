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

/// Beyond this many rows a sweep leaves out what grows too fast with them, unless it is asked for: exact silhouettes compare
/// every pair of rows, stability fits every resample.
inline constexpr std::int64_t k_silhouette_rows = 100'000;
inline constexpr std::int64_t k_silhouette_cols = 32;
inline constexpr std::int64_t k_resample_rows = 1'000'000;

/// Whether to compute exact silhouettes: as asked, else up to k_silhouette_rows of at most k_silhouette_cols columns, or as
/// many pairs times columns, with a warning beyond.
bool wants_silhouette(Session& session, std::optional<bool> asked, std::int64_t rows, std::int64_t cols);

/// Sweeps and chooses; a fixed k, one of the range, is the user's choice. `what` names a row in messages ("customers"). Error{data} when the rows cannot be divided at all, Error{usage} for a k they cannot
/// have.
Chosen sweep_and_choose(Session& session, const Points& points, SweepOptions options, const SweepExtent& extent,
                        std::optional<std::int64_t> fixed, const std::string& what,
                        std::span<const double> weights = {});

}  // namespace shoal::app
