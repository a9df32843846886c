// Canonical labels of wide float rows at the speed of half-precision tensor cores.
//
// 1. Each row is scored in halves against all centroids. Where a bound (score_bound.hpp) proves that the best score
//    belongs to the canonical label, the row is done: these are most rows.
// 2. The other rows are scored again, and every centroid that can still be the nearest is listed: two or three.
// 3. Canonical distances to the listed centroids decide. A row with more than k_most_candidates of them is compared
//    with all centroids canonically. Such rows lie among many equal centroids, or beyond the range of halves.
//
// Labels are those of the canonical chain, with ties to the lowest index, for all data: a bound that proves little
// makes the search slower, never wrong.
#pragma once

#include "cuda/nearest/score.hpp"
#include "cuda/runtime/memory.hpp"
#include "cuda/runtime/views.hpp"
#include "shoal/device.hpp"

namespace shoal::cuda {

/// Rows of a chunk of points as halves, with the norms of what the halves lose; made once. Memory: n (2 d + 8) bytes,
/// with d rounded up to a multiple of 16.
class CertifiedRows {
 public:
  /// Puts the work into the stream; it reads the rows three times. x is row-major (a column stride of 1 is fastest).
  /// Error{device}, OutOfDeviceMemory.
  CertifiedRows(const Gpu& gpu, const Stream& stream, const Strided<float>& x) { prepare(gpu, stream, x); }
  CertifiedRows() = default;

  /// Does the same for other rows, in stream order. The memory is allocated anew only where it is too small.
  void prepare(const Gpu& gpu, const Stream& stream, const Strided<float>& x);

 private:
  friend class CertifiedSearch;
  std::int64_t padded_ = 0;
  Buffer<__half> halves_;
  Buffer<float> norms_;
  Buffer<float> residuals_;
  Buffer<double> centre_;
  Buffer<int> exponent_;
};

/// What the last search did; lies in device memory.
struct CertifiedCounts {
  unsigned long long candidates;  ///< candidates of all rows of step 2; those of a rescanned row count, too
  std::int32_t uncertain;         ///< rows whose labels step 1 did not prove
  std::int32_t rescans;           ///< rows compared with all centroids
};

class CertifiedSearch {
 public:
  /// True when labels() takes k centroids of d columns and is faster than the canonical chain.
  static bool suits(std::int64_t k, std::int64_t d);

  /// labels[i - range.begin] = canonical label of row i of x, for the rows of the range (fewer than 2^31); in stream
  /// order. `rows` were made of x. `centroids` are k x d doubles, row-major, in device memory. Workspace, kept from
  /// call to call: 52 bytes for each row of the range, and k (2 d + 4) bytes for centroids. Labels depend neither on
  /// the GPU nor on the order of its threads; the counts do, slightly. Error{device}, OutOfDeviceMemory.
  void labels(const Gpu& gpu, const Stream& stream, const Strided<float>& x, const CertifiedRows& rows,
              const double* centroids, std::int64_t k, RowRange range, std::int32_t* labels);

  /// The counts of the last call, in device memory.
  const CertifiedCounts* counts() const { return counts_.data(); }
  const std::int32_t* uncertain() const { return &counts_.data()->uncertain; }

 private:
  void reserve(std::int64_t rows, std::int64_t k, std::int64_t padded);
  void compare_again(const Gpu& gpu, const Stream& stream, const ScorePass& pass, const Strided<float>& x,
                     const double* centroids);

  Buffer<__half> halves_;
  Buffer<float> half_sq_;
  Buffer<int> largest_;  ///< a NormBits
  Buffer<float> bound_;
  Buffer<std::int32_t> uncertain_;
  Buffer<float> thresholds_;
  Buffer<std::int32_t> candidate_counts_;
  Buffer<std::int32_t> candidates_;
  Buffer<std::int32_t> rescan_;
  Buffer<CertifiedCounts> counts_;
};

}  // namespace shoal::cuda
