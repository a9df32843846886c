// The frame of a pass that labels rows and sums them by label. It adds up all rows, or moves only those whose label
// changed.
#pragma once

#include <cstdint>
#include <mutex>
#include <vector>

#include "cpu/fit/cpu_kmeans_state.hpp"
#include "cpu/points/cpu_points.hpp"
#include "cpu/points/row_tasks.hpp"

namespace shoal::cpu {

template <class X>
class SumPass {
 public:
  SumPass(const Kernels& kernels, const CpuPoints& x, CpuKMeansState& state, std::int64_t k, ThreadPool& threads)
      : kernels_(kernels),
        x_(x),
        host_(x.host_view<X>()),
        state_(state),
        k_(k),
        threads_(threads),
        partials_(partial_sums(state.sums, X{})) {}

  /// Adds the rows to `out`, all but the inertia. relabel(step, worker, changes) brings the state's labels of a step up to
  /// date, lists the rows whose label changed, counted from the step's begin, and returns how many did.
  template <class Relabel>
  void run(RowRange rows, const Relabel& relabel, ClusterSums& out) {
    LabelSums& sums = state_.sums;
    const bool all_rows = rows.begin == 0 && rows.end == x_.rows();
    // Moving a row takes two additions. When most rows moved last time, adding all of them anew is cheaper.
    const bool first = !sums.valid || sums.k != k_;
    moving_ = all_rows && !first && 2 * sums.last_changed < x_.rows();
    sums.valid = false;
    if (!moving_) sums.values.assign(static_cast<std::size_t>(k_ * (x_.cols() + 2)), 0);
    sums.k = k_;
    partials_.resize(static_cast<std::size_t>(threads_.threads()));
    for (auto& partial : partials_) partial.start(state_.scales, k_);
    changed_.assign(partials_.size(), 0);
    for_row_steps(threads_, rows, k_ * x_.cols(), [&](const RowStep& step, int worker) {
      Changes changes;
      add(step, worker, changes, relabel(step, worker, changes));
    });
    finish(out);
    // The first labels of a fit are all changes; they do not foretell how many rows the next pass moves.
    if (first) sums.last_changed = 0;
    sums.valid = all_rows;
  }

 private:
  static std::vector<PartialSums<float>>& partial_sums(LabelSums& sums, float) { return sums.partial_f32; }
  static std::vector<PartialSums<double>>& partial_sums(LabelSums& sums, double) { return sums.partial_f64; }

  void add(const RowStep& step, int worker, const Changes& changes, std::int64_t changed) {
    const LabelledRows<X> rows{host_.row(step.begin), state_.weights_at(step.begin), state_.labels.data() + step.begin,
                               step.rows()};
    changed_[static_cast<std::size_t>(worker)] += changed;
    auto& partial = partials_[static_cast<std::size_t>(worker)];
    if (moving_) {
      partial.move(kernels_, rows, changes, changed);
    } else {
      partial.add(kernels_, rows);
    }
    if (partial.full()) {
      const std::lock_guard lock(mutex_);
      partial.flush(state_.sums.values);
    }
  }

  void finish(ClusterSums& out) {
    LabelSums& sums = state_.sums;
    for (auto& partial : partials_) partial.flush(sums.values);
    for (std::size_t i = 0; i < sums.values.size(); ++i) out.values()[i] += sums.values[i];
    sums.last_changed = 0;
    for (const std::int64_t changed : changed_) sums.last_changed += changed;
    out.changed() += sums.last_changed;
  }

  const Kernels& kernels_;
  const CpuPoints& x_;
  const MatrixView<const X> host_;
  CpuKMeansState& state_;
  const std::int64_t k_;
  ThreadPool& threads_;
  std::vector<PartialSums<X>>& partials_;
  std::vector<std::int64_t> changed_;  ///< rows whose label changed, for each worker
  std::mutex mutex_;
  bool moving_ = false;
};

}  // namespace shoal::cpu
