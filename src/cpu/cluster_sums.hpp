// Sums of quantised rows by cluster.
#pragma once

#include <cstdint>
#include <mutex>
#include <span>
#include <vector>

#include "shoal/device.hpp"

namespace shoal::cpu {

/// How rows become whole numbers (one_answer.hpp).
struct RowScales {
  RowScales(const Quantisation& quantisation, bool weighted);
  std::vector<double> value;  ///< d powers of two
  double weight;              ///< power of two
  std::int64_t unit_weight;   ///< what an unweighted row weighs
};

/// Totals k x d, weights k and counts k in one array, as LloydSums begins.
using SumValues = std::vector<Int128>;

/// Adds rows into sums of one thread. P holds one partial total: 64 bits for the 39-bit values of float points, 128 for
/// double ones.
template <class P>
class PartialSums {
 public:
  void start(const RowScales& scales, std::int64_t k);

  /// Adds (sign 1) or takes away (sign -1) one row of d values; weight nullptr: unweighted.
  template <class X>
  void add(const X* row, const double* weight, std::int32_t label, int sign);

  /// True when the 64-bit totals might overflow after k_step_rows more rows, each moved from one cluster to another.
  bool full() const { return rows_ >= k_most_rows; }
  /// Moves all into `sums`.
  void flush(SumValues& sums);

 private:
  // |value| <= 2^39 and weight <= 2^39 a row: 2^23 rows sum to at most 2^62.
  static constexpr std::int64_t k_most_rows = 1 << 23;
  const RowScales* scales_ = nullptr;
  std::int64_t k_ = 0;
  std::int64_t rows_ = 0;
  std::vector<P> totals_;
  std::vector<std::int64_t> weights_, counts_;
};

/// The sums of all rows under the labels of a fit, kept from pass to pass: sums of integers have no order, so moving
/// the rows whose label changed gives the same bits as adding all rows up anew.
struct LabelSums {
  SumValues values;
  std::int64_t k = 0;
  std::int64_t last_changed = 0;  ///< rows whose label changed in the last pass
  bool valid = false;             ///< false unless the last pass saw all rows
  /// Per worker, kept for the memory they hold.
  std::vector<PartialSums<std::int64_t>> narrow;
  std::vector<PartialSums<Int128>> wide;
};

}  // namespace shoal::cpu
