// Canonical labels of wide float rows at the speed of half-precision tensor cores.
//
// 1. Each row is scored in halves against all centroids; a bound (score_bound.hpp) proves most labels.
// 2. The rows it does not prove are scored again, and every centroid that can still be the nearest is kept: two or three.
// 3. Canonical distances decide among those. Rows with more than k_most_candidates of them, such as rows among many equal
//    centroids or data beyond the range of halves, are compared with all centroids canonically.
// Labels are those of the canonical chain, ties to the lowest index, whatever the data; the bound decides the cost alone.
#pragma once

#include "cuda/nearest/score.hpp"
#include "cuda/runtime/memory.hpp"
#include "cuda/runtime/views.hpp"
#include "shoal/device.hpp"

namespace shoal::cuda {

/// Rows as halves, with what they lose: made once for a chunk of points. n (2 d + 8) bytes, d rounded up to 16.
class CertifiedRows {
 public:
  /// Puts the work into the stream: three reads of the rows. x is row-major (column stride 1 is fastest).
  /// Error{device}, OutOfDeviceMemory.
  CertifiedRows(const Gpu& gpu, const Stream& stream, const Strided<float>& x) { prepare(gpu, stream, x); }
  CertifiedRows() = default;

  /// The same for other rows, in the memory that is there where it suffices; in stream order.
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

/// What the last search did, in device memory.
struct CertifiedCounts {
  unsigned long long candidates;  ///< canonical comparisons of step 3, or more for rows of a rescan
  std::int32_t uncertain;         ///< rows that step 1 left open
  std::int32_t rescans;           ///< rows compared with all centroids
};

class CertifiedSearch {
 public:
  /// Whether labels() takes k centroids of d columns and pays.
  static bool suits(std::int64_t k, std::int64_t d);

  /// labels[i - range.begin] = canonical label of row i of x for the rows of the range, below 2^31 of them; in stream order.
  /// `rows` was made of x; centroids are k x d row-major in device memory, as the canonical chain reads them. Workspace, kept
  /// between calls: 52 bytes a row of the range, and k (2 d + 4) for centroids. Labels do not depend on the GPU or the order
  /// of its threads; the counts do, slightly. Error{device}, OutOfDeviceMemory.
  void labels(const Gpu& gpu, const Stream& stream, const Strided<float>& x, const CertifiedRows& rows,
              const double* centroids, std::int64_t k, RowRange range, std::int32_t* labels);

  /// Device memory; of the last call.
  const CertifiedCounts* counts() const { return counts_.data(); }
  const std::int32_t* uncertain() const { return &counts_.data()->uncertain; }

 private:
  void reserve(std::int64_t rows, std::int64_t k, std::int64_t padded);
  void compare_again(const Gpu& gpu, const Stream& stream, const ScorePass& pass, const Strided<float>& x,
                     const double* centroids);

  Buffer<__half> halves_;
  Buffer<float> half_sq_;
  Buffer<int> largest_;  ///< NormBits
  Buffer<float> bound_;
  Buffer<std::int32_t> uncertain_;
  Buffer<float> thresholds_;
  Buffer<std::int32_t> candidate_counts_;
  Buffer<std::int32_t> candidates_;
  Buffer<std::int32_t> rescan_;
  Buffer<CertifiedCounts> counts_;
};

}  // namespace shoal::cuda
