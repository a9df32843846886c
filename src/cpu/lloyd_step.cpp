#include <mutex>

#include "cpu/pass_search.hpp"
#include "cpu/passes.hpp"
#include "cpu/row_tasks.hpp"
#include "cpu/sum_quantised.hpp"

namespace shoal::cpu {
namespace {

std::vector<PartialSums<float>>& partial_sums(LabelSums& sums, float) { return sums.partial_f32; }
std::vector<PartialSums<double>>& partial_sums(LabelSums& sums, double) { return sums.partial_f64; }

/// What one thread counts in one pass.
struct Counted {
  Int128 inertia = 0;
  std::int64_t changed = 0;
  SearchCount search;
};

template <class X, class A>
class LloydPass {
 public:
  LloydPass(const Kernels& kernels, const ChainKernels<X, A>& chain, const CpuPoints& x, CpuFitState& state,
            MatrixView<const double> centroids, ThreadPool& threads)
      : kernels_(kernels),
        x_(x),
        host_(x.host_view<X>()),
        state_(state),
        k_(centroids.rows),
        threads_(threads),
        search_(kernels, chain, x, state, centroids, threads),
        partials_(partial_sums(state.sums, X{})) {}

  void run(RowRange rows, LloydSums& out) {
    LabelSums& kept = state_.sums;
    const bool all_rows = rows.begin == 0 && rows.end == x_.rows();
    // Moving a row costs two additions; when most rows moved last time, adding all up anew is cheaper.
    moving_ = all_rows && kept.valid && kept.k == k_ && 2 * kept.last_changed < x_.rows();
    kept.valid = false;
    if (!moving_) kept.values.assign(static_cast<std::size_t>(k_ * (x_.cols() + 2)), 0);
    kept.k = k_;
    partials_.resize(static_cast<std::size_t>(threads_.threads()));
    for (auto& partial : partials_) partial.start(state_.scales, k_);
    counted_.resize(partials_.size());
    for_row_steps(threads_, rows, k_ * x_.cols(), [&](const RowStep& step, int worker) { take(step, worker); });
    finish(rows, out);
  }

 private:
  void take(const RowStep& step, int worker) {
    alignas(64) A sq[k_step_rows];
    alignas(64) std::int32_t fresh[k_step_rows];
    Changes changes;
    Counted& counted = counted_[static_cast<std::size_t>(worker)];
    search_.nearest(step, worker, fresh, sq, counted.search);
    const double* weights = state_.weights_at(step.begin);
    const LabelledRows<X> rows{host_.row(step.begin), weights, fresh + step.offset(), step.rows()};
    counted.inertia += sum_quantised(kernels_, sq + step.offset(), weights, rows.count, state_.sq_scale);
    const std::int64_t changed =
        kernels_.take_labels(rows.labels, state_.labels.data() + step.begin, rows.count, changes);
    counted.changed += changed;
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

  void finish(RowRange rows, LloydSums& out) {
    LabelSums& kept = state_.sums;
    for (auto& partial : partials_) partial.flush(kept.values);
    for (std::size_t i = 0; i < kept.values.size(); ++i) out.values()[i] += kept.values[i];
    kept.last_changed = 0;
    SearchCount searched;
    for (const Counted& counted : counted_) {
      out.inertia() += counted.inertia;
      out.changed() += counted.changed;
      kept.last_changed += counted.changed;
      searched.add(counted.search);
    }
    kept.valid = rows.begin == 0 && rows.end == x_.rows();
    search_.finish(searched);
  }

  const Kernels& kernels_;
  const CpuPoints& x_;
  const MatrixView<const X> host_;
  CpuFitState& state_;
  const std::int64_t k_;
  ThreadPool& threads_;
  PassSearch<X, A> search_;
  std::vector<PartialSums<X>>& partials_;
  std::vector<Counted> counted_;
  std::mutex mutex_;
  bool moving_ = false;
};

}  // namespace

void lloyd_step(const Kernels& kernels, ThreadPool& threads, const CpuPoints& x, CpuFitState& state,
                MatrixView<const double> centroids, RowRange rows, LloydSums& sums) {
  x.make_blocks(threads);
  with_chain(x, kernels, [&]<class X, class A>(const ChainKernels<X, A>& chain) {
    LloydPass<X, A>(kernels, chain, x, state, centroids, threads).run(rows, sums);
  });
}

}  // namespace shoal::cpu
