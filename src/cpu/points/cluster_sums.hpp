// Sums of quantised rows by cluster: those of one thread, and those of a whole fit.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "cpu/kernels/kernels.hpp"
#include "cpu/points/aligned_buffer.hpp"
#include "shoal/cluster_sums.hpp"
#include "shoal/quantisation.hpp"

namespace shoal::cpu {

/// The scales that turn rows into whole numbers (one_answer.hpp).
struct RowScales {
  RowScales(const Quantisation& quantisation, bool weighted);
  std::int64_t d;
  AlignedBuffer<double> value;  ///< powers of two; d rounded up to a multiple of 8
  double weight;                ///< a power of two
  std::int64_t unit_weight;     ///< the weight of a row in an unweighted fit; 0 in a weighted one
};

/// Totals (k x d), weights (k) and counts (k) in one array, in the order of ClusterSums.
using SumValues = std::vector<Int128>;

/// Rows of a step with their labels: row-major values; weights, or nullptr in an unweighted fit.
template <class X>
struct LabelledRows {
  const X* values;
  const double* weights;
  const std::int32_t* labels;
  std::int64_t count;
};

/// The sums of one thread, of rows of type X, between two flushes.
template <class X>
class PartialSums;

/// The quantised values of float points have 40 bits: the sum of 2^23 rows fits in 64.
template <>
class PartialSums<float> {
 public:
  void start(const RowScales& scales, std::int64_t k);
  void add(const Kernels& kernels, const LabelledRows<float>& rows);
  void move(const Kernels& kernels, const LabelledRows<float>& rows, const Changes& changes, std::int64_t count);
  /// True when moving k_step_rows more rows, each from one cluster to another, might overflow the totals.
  bool full() const { return rows_ >= (1 << 22) - k_step_rows; }
  /// Adds all to `sums` and begins anew.
  void flush(SumValues& sums);

 private:
  ClusterTable table();
  /// Counts rows, and clears the sums before the first ones: a thread that gets no rows has nothing to clear.
  void count_rows(std::int64_t rows);

  const RowScales* scales_ = nullptr;
  std::int64_t k_ = 0;
  std::int64_t rows_ = 0;
  AlignedBuffer<std::uint64_t> totals_;
  AlignedBuffer<std::int64_t> weights_, counts_;
};

/// The quantised values of double points have 62 bits and are summed in 128.
template <>
class PartialSums<double> {
 public:
  void start(const RowScales& scales, std::int64_t k);
  void add(const Kernels& kernels, const LabelledRows<double>& rows);
  void move(const Kernels& kernels, const LabelledRows<double>& rows, const Changes& changes, std::int64_t count);
  bool full() const { return false; }
  void flush(SumValues& sums);

 private:
  void add_row(const double* row, const double* weight, std::int32_t label, int sign);

  const RowScales* scales_ = nullptr;
  std::int64_t k_ = 0;
  SumValues values_;  ///< empty before the first row
};

/// The sums of all rows under the labels of a fit, kept from pass to pass. Sums of integers do not depend on their order,
/// so moving the rows whose label changed gives the same bits as adding all rows anew.
struct LabelSums {
  SumValues values;
  std::int64_t k = 0;
  std::int64_t last_changed = 0;  ///< rows whose label changed in the last pass
  bool valid = false;             ///< whether the last pass took all rows
  /// One for each worker, kept from pass to pass for their memory.
  std::vector<PartialSums<float>> partial_f32;
  std::vector<PartialSums<double>> partial_f64;
};

}  // namespace shoal::cpu
