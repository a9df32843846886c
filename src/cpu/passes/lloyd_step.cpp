#include "cpu/passes/passes.hpp"
#include "cpu/passes/sum_pass.hpp"
#include "cpu/points/sum_quantised.hpp"
#include "cpu/search/pass_search.hpp"

namespace shoal::cpu {
namespace {

/// What one thread counts in one pass.
struct Counted {
  Int128 inertia = 0;
  SearchCount search;
};

template <class X, class A>
class LloydPass {
 public:
  LloydPass(const Kernels& kernels, const ChainKernels<X, A>& chain, const CpuPoints& x, CpuKMeansState& state,
            MatrixView<const double> centroids, ThreadPool& threads)
      : kernels_(kernels),
        state_(state),
        search_(kernels, chain, x, state, centroids, threads),
        sum_pass_(kernels, x, state, centroids.rows, threads),
        counted_(static_cast<std::size_t>(threads.threads())) {}

  void run(RowRange rows, ClusterSums& out) {
    sum_pass_.run(
        rows, [&](const RowStep& step, int worker, Changes& changes) { return relabel(step, worker, changes); }, out);
    SearchCount searched;
    for (const Counted& counted : counted_) {
      out.inertia() += counted.inertia;
      searched.add(counted.search);
    }
    search_.finish(searched);
  }

 private:
  std::int64_t relabel(const RowStep& step, int worker, Changes& changes) {
    alignas(64) A sq[k_step_rows];
    alignas(64) std::int32_t new_labels[k_step_rows];
    Counted& counted = counted_[static_cast<std::size_t>(worker)];
    search_.nearest(step, worker, new_labels, sq, counted.search);
    counted.inertia +=
        sum_quantised(kernels_, sq + step.offset(), state_.weights_at(step.begin), step.rows(), state_.sq_scale);
    return kernels_.take_labels(new_labels + step.offset(), state_.labels.data() + step.begin, step.rows(), changes);
  }

  const Kernels& kernels_;
  CpuKMeansState& state_;
  PassSearch<X, A> search_;
  SumPass<X> sum_pass_;
  std::vector<Counted> counted_;
};

}  // namespace

void lloyd_step(const Kernels& kernels, ThreadPool& threads, const CpuPoints& x, CpuKMeansState& state,
                MatrixView<const double> centroids, RowRange rows, ClusterSums& sums) {
  x.make_blocks(threads);
  state.margins.forget();
  with_chain(x, kernels, [&]<class X, class A>(const ChainKernels<X, A>& chain) {
    LloydPass<X, A>(kernels, chain, x, state, centroids, threads).run(rows, sums);
  });
}

}  // namespace shoal::cpu
