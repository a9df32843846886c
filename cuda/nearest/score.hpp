// Scores of rows against centroids by tensor cores, and what of them is kept (score_pass.hpp).
#pragma once

#include "cuda/nearest/score_pass.hpp"
#include "cuda/runtime/gpu.hpp"
#include "cuda/runtime/stream.hpp"

namespace shoal::cuda {

/// Best centroid of each row, and the list of rows whose best two are not further apart than the row's bound; by whichever
/// kernel is fastest on this GPU. See ScorePass and score_on_hopper(); no label of a listed row is outside [0, k). Columns
/// (and the stride) are multiples of k_score_columns. No n x k matrix is stored. Errors: Error{device}.
void score(const Gpu& gpu, const Stream& stream, const ScorePass& pass);

/// Room for the candidates of a row.
inline constexpr int k_most_candidates = 8;

/// Of `*listed` rows (indices into `points`), all centroids whose score is at most the row's threshold.
struct CandidatePass {
  HalfRows points;
  HalfRows centroids;
  const float* half_sq;      ///< [k, padded]
  const std::int32_t* rows;  ///< [*listed]
  const std::int32_t* listed;
  const float* thresholds;   ///< [*listed]
  std::int32_t* counts;      ///< [*listed] in: zeros; out: how many there are, which may be more than fit
  std::int32_t* candidates;  ///< [*listed][k_most_candidates] in any order
};

/// Puts the pass into the stream; how many rows are listed stays on the GPU.
void list_candidates(const Gpu& gpu, const Stream& stream, const CandidatePass& pass);

}  // namespace shoal::cuda
