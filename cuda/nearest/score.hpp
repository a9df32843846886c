// Scores of rows against centroids by tensor cores, and what of them is kept (score_pass.hpp).
#pragma once

#include "cuda/nearest/score_pass.hpp"
#include "cuda/runtime/gpu.hpp"
#include "cuda/runtime/stream.hpp"

namespace shoal::cuda {

/// Finds the best centroid of each row, and lists the rows whose best two scores lie no further apart than the row's
/// bound, by whichever kernel is fastest on this GPU (ScorePass, score_on_hopper()). The label of a listed row lies in
/// [0, k), too. The number of columns and the strides are multiples of k_score_columns. No n x k matrix is stored.
/// Error{device}.
void score(const Gpu& gpu, const Stream& stream, const ScorePass& pass);

/// The number of candidates that a row has room for.
inline constexpr int k_most_candidates = 8;

/// Lists, for each of `*listed` rows (indices into `points`), all centroids whose score is at most the row's threshold.
struct CandidatePass {
  HalfRows points;
  HalfRows centroids;
  const float* half_sq;      ///< [k, padded]
  const std::int32_t* rows;  ///< [*listed]
  const std::int32_t* listed;
  const float* thresholds;   ///< [*listed]
  std::int32_t* counts;      ///< [*listed] in: zeros; out: the number of candidates, which may exceed k_most_candidates
  std::int32_t* candidates;  ///< [*listed][k_most_candidates] the candidates, in any order
};

/// Puts the pass into the stream. The host does not learn how many rows are listed.
void list_candidates(const Gpu& gpu, const Stream& stream, const CandidatePass& pass);

}  // namespace shoal::cuda
