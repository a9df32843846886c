// Points as the CPU's passes read them.
#pragma once

#include <atomic>
#include <memory>

#include "cpu/kernels/kernels.hpp"
#include "cpu/points/aligned_buffer.hpp"
#include "shoal/kmeans_passes.hpp"
#include "shoal/points.hpp"
#include "shoal/quantisation.hpp"

namespace shoal::cpu {

/// The host matrix and, for the passes that search it, a copy transposed in blocks of k_block_rows rows (kernels.hpp).
/// Memory of the copy: that of the matrix with its rows rounded up to whole blocks; 5 bytes a row more where whole numbers
/// rank wide rows.
class CpuPoints : public Points {
 public:
  /// Reads the matrix once, O(n d). `kernels` are those of the device. Error{data} names the first value that is not
  /// finite. The copy is made in that of `earlier` points, which lose it, where it is large enough.
  CpuPoints(ThreadPool& threads, HostView host, const Kernels& kernels, CpuPoints* earlier = nullptr);
  ~CpuPoints() override;
  CpuPoints(const CpuPoints&) = delete;
  CpuPoints& operator=(const CpuPoints&) = delete;

  /// The columns' statistics without weights.
  const ColumnStats& stats() const { return stats_; }

  /// Makes the copy where there is none. Threads that call this at the same time do not wait for each other: each makes a
  /// copy, and the first one stays.
  void make_blocks(ThreadPool& threads) const;
  /// The blocks, after make_blocks(). X is the scalar type of the points.
  template <class X>
  const X* blocks() const {
    return std::get<AlignedBuffer<X>>(blocks_.load()->values).data();
  }
  /// The block of `row`, a multiple of k_block_rows.
  template <class X>
  const X* block(std::int64_t row) const {
    return blocks<X>() + row * cols();
  }
  /// About the mean of wide float points (d values); empty for other points.
  const std::vector<float>& centre() const { return centre_; }
  /// Norms of the rows of the block of `row`, after make_blocks(); nullptr where no kernel uses them.
  const BlockNorms* norms(std::int64_t row) const {
    return integers_ == nullptr ? nullptr : blocks_.load()->norms.data() + row / k_block_rows;
  }
  template <class X>
  MatrixView<const X> host_view() const {
    return std::get<MatrixView<const X>>(host());
  }

  /// Counts what a search of these points did.
  void count_search(const SearchCounts& search) const {
    ranked_ += search.rows;
    rescored_ += search.rescored;
  }
  SearchCounts search_counts() const { return {ranked_, rescored_}; }

 private:
  struct Blocks {
    std::variant<AlignedBuffer<float>, AlignedBuffer<double>> values;
    AlignedBuffer<BlockNorms> norms;
  };
  void measure(ThreadPool& threads, Blocks& blocks) const;

  const ColumnStats stats_;
  std::vector<float> centre_;
  const IntegerKernels* integers_ = nullptr;      ///< null unless whole numbers rank these points
  mutable std::atomic<Blocks*> blocks_{nullptr};  ///< owned
  mutable std::atomic<Blocks*> spare_{nullptr};   ///< owned; memory for them
  mutable std::atomic<std::int64_t> ranked_{0}, rescored_{0};
};

/// Calls f(chain) with the kernels of the canonical chain of these points.
template <class F>
void with_chain(const CpuPoints& x, const Kernels& kernels, const F& f) {
  if (x.scalar() == Scalar::f64) {
    f(kernels.doubles);
  } else if (x.cols() <= k_max_float_chain_cols) {
    f(kernels.narrow);
  } else {
    f(kernels.wide);
  }
}

/// Centroids in the type of the chain.
template <class A>
std::vector<A> in_chain_type(MatrixView<const double> centroids) {
  return std::vector<A>(centroids.data, centroids.data + centroids.size());
}

}  // namespace shoal::cpu
