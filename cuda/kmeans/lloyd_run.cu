#include "cuda/kmeans/lloyd_run.hpp"

#include <algorithm>

#include "cuda/kmeans/lloyd_pass.hpp"
#include "cuda/kmeans/means.cuh"
#include "cuda/runtime/launch.hpp"
#include "cuda/runtime/tuning.hpp"

namespace shoal::cuda {
namespace {

/// What decide() reports to the host.
struct Report {
  RunControl control;
  WideSum inertia[tuning::k_iterations_ahead];
};

/// The buffers of one run, and its iterations as launches.
class Iterations {
 public:
  Iterations(CudaKMeansState& state, LloydRun& run)
      : state_(state),
        run_(run),
        layout_{run.centroids.rows(), run.centroids.cols()},
        ahead_(fused_pass(state, layout_.k) && !state.points.streamed() ? tuning::k_iterations_ahead : 1),
        next_(layout_.k * layout_.d),
        box_(2 * layout_.d),
        shifts_(run.shift_limit >= 0.0 ? layout_.k : 0),
        report_(1),
        seen_(1) {
    const Stream& stream = state.stream;
    state.centroids.upload(stream, run.centroids.view());
    to_device(stream, box_.data(), run.terms->stats.min.data(), layout_.d);
    to_device(stream, box_.data() + layout_.d, run.terms->stats.max.data(), layout_.d);
    const RunControl start{0, 0, 0, run.still ? 1 : 0, run.iterations};
    to_device(stream, &report_.data()->control, &start, 1);
    stream.wait();
  }

  /// Launches a few iterations, waits for them, and takes over what they report.
  void advance() {
    for (std::int64_t i = 0; i < ahead_; ++i) iterate();
    to_host(state_.stream, seen_.data(), report_.data(), 1);
    state_.stream.wait();
    const Report& seen = *seen_.data();
    for (; run_.iterations < seen.control.iterations; ++run_.iterations) {
      run_.inertia.push_back(seen.inertia[run_.iterations % tuning::k_iterations_ahead].value());
    }
    run_.still = seen.control.still != 0;
    run_.end = static_cast<LloydEnd>(seen.control.ended);
  }

  /// Copies centroids and sums to the host.
  void finish() {
    to_host(state_.stream, run_.centroids.values().data(), state_.centroids.values(), layout_.k * layout_.d);
    run_.sums = ClusterSums(layout_.k, layout_.d);
    add_sums(state_, run_.sums);
  }

 private:
  void iterate() {
    RunControl* const control = &report_.data()->control;
    lloyd_pass(state_, {0, state_.points.rows()}, Labels::left_out, &control->ended);
    if (state_.points.scalar() == Scalar::f32) {
      move_to_means<float>(control);
    } else {
      move_to_means<double>(control);
    }
    if (run_.shift_limit >= 0.0) {
      launch("centroid_shifts", centroid_shifts, clusters(), state_.stream, state_.centroids.values(), next_.data(),
             layout_.k, layout_.d, shifts_.data(), control);
    }
    launch("decide", decide, {1, 1}, state_.stream, control,
           RunLimits{run_.max_iterations, run_.shift_limit, shifts_.data(), layout_.k},
           state_.sums.data() + layout_.inertia(), report_.data()->inertia,
           static_cast<long long>(tuning::k_iterations_ahead));
    launch("take_next", take_next, values(), state_.stream, state_.centroids.values(), next_.data(),
           layout_.k * layout_.d, control);
  }

  template <class X>
  void move_to_means(RunControl* control) {
    const MeanTerms terms{state_.value_exponent.data(), box_.data(), box_.data() + layout_.d,
                          state_.quantisation.weight_exponent};
    launch("means", run_.unit_length ? unit_means<X> : means<X>, run_.unit_length ? clusters() : values(),
           state_.stream, state_.sums.data(), layout_, terms, state_.centroids.values(), next_.data(), control);
  }

  LaunchShape clusters() const {
    return {whole_grid((layout_.k + k_means_threads - 1) / k_means_threads), k_means_threads};
  }
  LaunchShape values() const {
    return {grid_for(state_.gpu, tuning::k_streaming_blocks, layout_.k * layout_.d / k_means_threads + 1),
            k_means_threads};
  }

  CudaKMeansState& state_;
  LloydRun& run_;
  const SumsLayout layout_;
  const std::int64_t ahead_;
  Buffer<double> next_, box_, shifts_;
  Buffer<Report> report_;
  PinnedBuffer<Report> seen_;
};

}  // namespace

void add_sums(const CudaKMeansState& state, ClusterSums& sums) {
  std::vector<WideSum> values(sums.values().size());
  to_host(state.stream, values.data(), state.sums.data(), std::ssize(values));
  state.stream.wait();
  for (std::size_t i = 0; i < values.size(); ++i) sums.values()[i] += values[i].value();
}

void run_lloyd(ThreadPool& threads, CudaKMeansState& state, LloydRun& run) {
  Iterations iterations(state, run);
  while (run.end == LloydEnd::running) {
    threads.check();
    iterations.advance();
  }
  iterations.finish();
}

}  // namespace shoal::cuda
