#include <algorithm>

#include "cpu/passes.hpp"
#include "cpu/row_tasks.hpp"

namespace shoal::cpu {

void assign(const Kernels& kernels, ThreadPool& threads, const CpuPoints& x, MatrixView<const double> centroids,
            RowRange rows, const Assignment& out) {
  with_chain(x, kernels, [&]<class X, class A>(const ChainKernels<X, A>& chain) {
    const std::vector<A> table = in_chain_type<A>(centroids);
    for_row_steps(threads, rows, centroids.rows * x.cols(), [&](const RowStep& step, int) {
      alignas(64) A sq[k_step_rows];
      alignas(64) A second[k_step_rows];
      alignas(64) std::int32_t labels[k_step_rows];
      const X* block = x.block<X>(step.first_row);
      if (out.sq_second.empty()) {
        chain.nearest(block, step.blocks, x.cols(), table.data(), centroids.rows, sq, labels);
      } else {
        chain.nearest_two(block, step.blocks, x.cols(), table.data(), centroids.rows, sq, labels, second);
      }
      const std::int64_t from = step.offset();
      const std::int64_t to = step.begin - rows.begin;
      if (!out.labels.empty()) std::copy_n(labels + from, step.rows(), out.labels.data() + to);
      if (!out.sq_distance.empty()) std::copy_n(sq + from, step.rows(), out.sq_distance.data() + to);
      if (!out.sq_second.empty()) std::copy_n(second + from, step.rows(), out.sq_second.data() + to);
    });
  });
}

}  // namespace shoal::cpu
