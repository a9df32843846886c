#include "cuda/nearest/certified_search.hpp"

#include "cuda/nearest/certified.cuh"
#include "cuda/nearest/sample_centre.hpp"
#include "cuda/runtime/launch.hpp"
#include "cuda/runtime/tuning.hpp"

namespace shoal::cuda {
namespace {

constexpr std::int64_t k_warps = k_certified_threads / 32;
constexpr int k_norms = sizeof(NormBits) / sizeof(int);

LaunchShape shape_for(const Gpu& gpu, std::int64_t work, std::int64_t a_block) {
  return {grid_for(gpu, tuning::k_streaming_blocks, (work + a_block - 1) / a_block), k_certified_threads};
}

}  // namespace

void CertifiedRows::prepare(const Gpu& gpu, const Stream& stream, const Strided<float>& x) {
  padded_ = rounded_up(x.cols, k_score_columns);
  halves_.need(x.rows * padded_);
  norms_.need(x.rows);
  residuals_.need(x.rows);
  centre_.need(x.cols);
  exponent_.need(1);
  if (x.rows == 0) return;
  fill_bytes(stream, exponent_.data(), 0x80, 1);  // 0x80808080 as an int lies below every exponent
  sample_centre(stream, x, centre_.data());
  const LaunchShape by_warp = shape_for(gpu, x.rows, k_warps);
  launch("largest_exponent", largest_exponent, by_warp, stream, x, centre_.data(), exponent_.data());
  launch("halve_rows", halve_rows, by_warp, stream, x, centre_.data(), exponent_.data(),
         RowHalves{halves_.data(), padded_, norms_.data(), residuals_.data()});
}

bool CertifiedSearch::suits(std::int64_t k, std::int64_t d) {
  return d > k_max_float_chain_cols && d <= k_most_score_cols && k >= tuning::k_least_certified_centroids;
}

void CertifiedSearch::reserve(std::int64_t rows, std::int64_t k, std::int64_t padded) {
  halves_.need(k * padded);
  half_sq_.need(rounded_up(k, k_score_tile));
  largest_.need(k_norms);
  bound_.need(rows);
  uncertain_.need(rows);
  thresholds_.need(rows);
  candidate_counts_.need(rows);
  candidates_.need(rows * k_most_candidates);
  rescan_.need(rows);
  counts_.need(1);
}

void CertifiedSearch::labels(const Gpu& gpu, const Stream& stream, const Strided<float>& x, const CertifiedRows& rows,
                             const double* centroids, std::int64_t k, RowRange range, std::int32_t* labels) {
  const std::int64_t n = range.end - range.begin;
  if (n == 0) return;
  const std::int64_t padded = rows.padded_;
  reserve(n, k, padded);
  fill_bytes(stream, largest_.data(), 0, k_norms);
  fill_bytes(stream, counts_.data(), 0, 1);
  auto* largest = reinterpret_cast<NormBits*>(largest_.data());
  launch("halve_centroids", halve_centroids, shape_for(gpu, half_sq_.size(), k_warps), stream, centroids, k, x.cols,
         rows.centre_.data(), rows.exponent_.data(), halves_.data(), padded, half_sq_.data(), largest);
  launch("row_bounds", row_bounds, shape_for(gpu, n, k_certified_threads), stream, rows.norms_.data() + range.begin,
         rows.residuals_.data() + range.begin, n, largest, padded, bound_.data());
  const ScorePass pass{{rows.halves_.data() + range.begin * padded, n, padded, padded},
                       {halves_.data(), k, padded, padded},
                       half_sq_.data(),
                       bound_.data(),
                       labels,
                       uncertain_.data(),
                       &counts_.data()->uncertain};
  score(gpu, stream, pass);
  const Strided<float> part{x.values + range.begin * x.row_stride, x.row_stride, x.col_stride, n, x.cols};
  compare_again(gpu, stream, pass, part, centroids);
}

void CertifiedSearch::compare_again(const Gpu& gpu, const Stream& stream, const ScorePass& pass,
                                    const Strided<float>& x, const double* centroids) {
  launch("candidate_thresholds", candidate_thresholds, shape_for(gpu, x.rows, k_warps), stream, pass,
         thresholds_.data(), candidate_counts_.data());
  const CandidatePass again{
      pass.points,        pass.centroids,           pass.half_sq,      pass.uncertain, pass.uncertain_count,
      thresholds_.data(), candidate_counts_.data(), candidates_.data()};
  list_candidates(gpu, stream, again);
  const Canonical data{x, centroids, pass.centroids.rows};
  launch("decide_candidates", decide_candidates, shape_for(gpu, x.rows, k_certified_threads / k_row_lanes), stream,
         data, again, pass.labels, rescan_.data(), &counts_.data()->rescans, &counts_.data()->candidates);
  launch("rescan_rows", rescan_rows, shape_for(gpu, x.rows, k_certified_threads), stream, data, rescan_.data(),
         &counts_.data()->rescans, pass.labels);
}

}  // namespace shoal::cuda
