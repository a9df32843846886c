// A Lloyd pass without the inertia. Rows whose margin proves their label are not read.
#include "cpu/passes/passes.hpp"
#include "cpu/passes/sum_pass.hpp"
#include "cpu/search/nearest_search.hpp"

namespace shoal::cpu {
namespace {

class LabelPass {
 public:
  LabelPass(const Kernels& kernels, const CpuPoints& x, CpuKMeansState& state, MatrixView<const double> centroids,
            ThreadPool& threads)
      : kernels_(kernels),
        x_(x),
        state_(state),
        margins_(state.margins),
        search_(kernels, kernels.narrow, x, centroids, threads.threads()) {}

  /// Brings the labels of a step up to date, lists the rows whose label changed and returns how many did.
  std::int64_t relabel(const RowStep& step, int worker, Changes& changes) {
    MarginTrial& trial = margins_.trial(step.begin / k_step_rows);
    const MarginTrial::Mode mode = trial.next();
    if (mode != MarginTrial::Mode::prove) return search_all(step, worker, mode == MarginTrial::Mode::record, changes);
    std::int32_t unproven[k_step_rows + Changes::k_slack];
    const std::int64_t count =
        kernels_.margins.unproven(margins_.margins(step.begin), step.rows(), margins_.limit(), unproven);
    if (4 * count > 3 * step.rows()) {
      trial.failed();
      return search_all(step, worker, false, changes);
    }
    const MatrixView<const float> centroids = search_.centroids();
    return kernels_.margins.search({x_.block<float>(step.begin), x_.cols(), centroids.data, centroids.rows}, unproven,
                                   count, margins_.terms(), margins_.margins(step.begin),
                                   state_.labels.data() + step.begin, changes);
  }

 private:
  std::int64_t search_all(const RowStep& step, int worker, bool record, Changes& changes) {
    alignas(64) float sq[k_step_rows];
    alignas(64) std::int32_t new_labels[k_step_rows];
    if (record) {
      alignas(64) float sq_others[k_step_rows];
      search_.nearest_two(step, new_labels, sq, sq_others);
      kernels_.margins.make(sq, sq_others, step.rows(), margins_.terms(), margins_.margins(step.begin));
    } else {
      search_.nearest(step, worker, new_labels, sq);
    }
    return kernels_.take_labels(new_labels, state_.labels.data() + step.begin, step.rows(), changes);
  }

  const Kernels& kernels_;
  const CpuPoints& x_;
  CpuKMeansState& state_;
  RowMargins& margins_;
  NearestSearch<float, float> search_;
};

}  // namespace

bool has_label_step(const CpuPoints& x) { return x.scalar() == Scalar::f32 && x.cols() <= k_max_float_chain_cols; }

void label_step(const Kernels& kernels, ThreadPool& threads, const CpuPoints& x, CpuKMeansState& state,
                MatrixView<const double> centroids, ClusterSums& sums) {
  x.make_blocks(threads);
  state.drift.update(centroids);
  state.margins.update(x.rows());
  LabelPass pass(kernels, x, state, centroids, threads);
  SumPass<float>(kernels, x, state, centroids.rows, threads)
      .run(
          {0, x.rows()},
          [&](const RowStep& step, int worker, Changes& changes) { return pass.relabel(step, worker, changes); }, sums);
}

}  // namespace shoal::cpu
