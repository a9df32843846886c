// A sweep over k with its choice, told and recorded: shared by segment and sweep.
#pragma once

#include <optional>
#include <string>

#include "app/session.hpp"
#include "shoal/sweep.hpp"

namespace shoal::app {

struct Chosen {
  SweepResult sweep;
  ChosenK choice;
  /// The entry of the chosen k.
  const SweepEntry& entry() const;
};

/// Sweeps and chooses; with a fixed k the sweep covers k - 1 to k + 1 and the choice is the user's. `what` names a row
/// in messages ("customers"). Error{data} when the rows cannot be divided at all, Error{usage} for a k they cannot
/// have.
Chosen sweep_and_choose(Session& session, const Points& points, SweepOptions options, std::optional<std::int64_t> fixed,
                        const std::string& what, std::span<const double> weights = {});

}  // namespace shoal::app
