#include <algorithm>

#include "cpu/passes/passes.hpp"
#include "cpu/points/row_tasks.hpp"
#include "cpu/search/nearest_search.hpp"

namespace shoal::cpu {

void assign(const Kernels& kernels, ThreadPool& threads, const CpuPoints& x, MatrixView<const double> centroids,
            RowRange rows, const Assignment& out) {
  x.make_blocks(threads);
  with_chain(x, kernels, [&]<class X, class A>(const ChainKernels<X, A>& chain) {
    const bool two = !out.sq_second.empty();
    NearestSearch<X, A> search(kernels, chain, x, centroids, threads.threads());
    for_row_steps(threads, rows, centroids.rows * x.cols(), [&](const RowStep& step, int worker) {
      alignas(64) A sq[k_step_rows];
      alignas(64) A second[k_step_rows];
      alignas(64) std::int32_t labels[k_step_rows];
      if (two) {
        search.nearest_two(step, labels, sq, second);
      } else {
        search.nearest(step, worker, labels, sq);
      }
      const std::int64_t from = step.offset();
      const std::int64_t to = step.begin - rows.begin;
      if (!out.labels.empty()) std::copy_n(labels + from, step.rows(), out.labels.data() + to);
      if (!out.sq_distance.empty()) std::copy_n(sq + from, step.rows(), out.sq_distance.data() + to);
      if (two) std::copy_n(second + from, step.rows(), out.sq_second.data() + to);
    });
  });
}

}  // namespace shoal::cpu
