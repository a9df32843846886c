// What each k of a sweep has going for it and against it (docs/guide/choosing-k.md).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "select/elbow.hpp"
#include "shoal/sweep.hpp"

namespace shoal::select {

// Hennig 2007: below 0.6 a pattern is not to be trusted, from 0.75 a cluster is valid, from 0.85 it is highly stable.
inline constexpr double k_stable_mean = 0.75, k_stable_weakest = 0.6;
inline constexpr double k_well_mean = 0.85, k_well_weakest = 0.75;
// Silhouettes nearer than this say the same.
inline constexpr double k_same_silhouette = 0.01;
// The valley that sets two clusters apart; where the inertia curve bends at the same k, half of the evidence is there
// already. Measured on planted sets (bench/choosing-k).
inline constexpr double k_clear_depth = 0.4, k_clear_contrast = 3.0;
inline constexpr double k_bend_depth = 0.25, k_bend_contrast = 2.0;

struct Candidate {
  const SweepEntry* entry = nullptr;
  std::int64_t k = 0;
  double score = 0.0;           ///< silhouette (without silhouettes: minus Davies-Bouldin), rounded
  double stability = 1.0;       ///< rounded; 1 when it was not measured
  double weakest = 1.0;         ///< stability of the least stable cluster
  std::int64_t least_rows = 0;  ///< a cluster below this is too small
  bool large_enough = true, stable = true, well_formed = true;
  bool apart = false;    ///< a clear valley between any two clusters
  bool repeats = false;  ///< every row equals its centroid, and no cluster is a single row

  bool qualified() const { return large_enough && stable; }
};

/// Whether the valley alone sets the clusters apart.
bool clear_valley(const Valley& valley);

/// Whether the clusters come back in resamples, on the mean and each of them; where it was not measured they do.
bool comes_back(const SweepEntry& entry);

/// A cluster with fewer rows than this is too small.
std::int64_t least_rows(std::int64_t rows, std::int64_t k);

/// Why a k was taken; the rule tries these in order.
enum class Reason : std::uint8_t {
  only,        ///< no other was tried
  repeats,     ///< the rows of each cluster are equal
  apart,       ///< the largest k of those that qualify and whose clusters are apart
  elbow,       ///< the curve bends there, and the k qualifies
  silhouette,  ///< best silhouette of the well-formed ks above 2
  two,         ///< none of those; k = 2 qualifies
  qualified,   ///< best silhouette of those that qualify
  unstable,    ///< the most stable one of those without a cluster that is too small
  giants,      ///< every k has one: the smallest above 2 that is stable on the whole, or else the most stable one
};

struct Choice {
  std::vector<Candidate> candidates;  ///< as the sweep's entries
  std::size_t chosen = 0;             ///< index
  Reason reason = Reason::only;
  std::optional<Elbow> elbow;
  std::optional<std::size_t> best_silhouette;  ///< index; ties to the smaller k
};

/// The rule. At least one entry.
Choice choose(const SweepResult& sweep, std::int64_t rows);

/// The choice in words, the decisive sentence first. Each is true of the measures (tests/support/engine/told_truth.hpp).
std::vector<std::string> explain(const SweepResult& sweep, const Choice& choice, std::int64_t rows);

}  // namespace shoal::select
