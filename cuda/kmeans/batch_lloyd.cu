#include <algorithm>
#include <type_traits>
#include <vector>

#include "cuda/kmeans/batch.hpp"
#include "cuda/kmeans/batch_lloyd.cuh"
#include "cuda/kmeans/batch_terms.hpp"
#include "cuda/runtime/launch.hpp"
#include "cuda/runtime/tuning.hpp"

namespace shoal::cuda {
namespace {

template <class X, class A>
int replicas_of(const BatchShared<X, A>& shape) {
  int log2_replicas = 0;
  while (log2_replicas < 5 && shape.total_bytes(log2_replicas + 1) <= tuning::k_batch_shared_bytes) ++log2_replicas;
  return log2_replicas;
}

/// The runs that have not ended, as one batch.
template <class X, class A>
class LloydBatch {
 public:
  LloydBatch(const Strided<X>& x, std::vector<LloydRun*> runs) : x_(x), runs_(std::move(runs)) {
    // The longest runs come first, so that no processor starts one at the end.
    std::ranges::stable_sort(runs_, std::ranges::greater(), [](const LloydRun* run) { return run->centroids.rows(); });
    for (const LloydRun* run : runs_) {
      terms_.add(*run->terms);
      values_.insert(values_.end(), run->centroids.values().begin(), run->centroids.values().end());
      sum_values_ += layout_of(*run).size();
    }
    terms_.upload(stream_);
    centroids_ = Buffer<double>(std::ssize(values_));
    to_device(stream_, centroids_.data(), values_.data(), std::ssize(values_));
    sums_ = Buffer<WideSum>(sum_values_);
    trace_ = Buffer<WideSum>(std::ssize(runs_) * tuning::k_batch_iterations);
    on_gpu_ = Buffer<BatchRun>(std::ssize(runs_));
  }

  /// One launch for all runs: each ends, or advances by k_batch_iterations.
  void advance() {
    std::vector<BatchRun> tasks = tasks_of_runs();
    std::int64_t shared_bytes = 0;
    for (const BatchRun& task : tasks) {
      shared_bytes = std::max(shared_bytes, shape_of(task).total_bytes(task.log2_replicas));
    }
    to_device(stream_, on_gpu_.data(), tasks.data(), std::ssize(tasks));
    launch("batch_lloyd", batch_lloyd<X, A>,
           {whole_grid(std::ssize(tasks)), k_batch_threads, static_cast<std::size_t>(shared_bytes)}, stream_, x_,
           on_gpu_.data());
    take(tasks);
  }

 private:
  static SumsLayout layout_of(const LloydRun& run) { return {run.centroids.rows(), run.centroids.cols()}; }
  BatchShared<X, A> shape_of(const BatchRun& task) const { return {task.k, x_.cols, task.terms.weights != nullptr}; }

  std::vector<BatchRun> tasks_of_runs() const {
    std::vector<BatchRun> tasks;
    double* centroids = centroids_.data();
    WideSum* sums = sums_.data();
    WideSum* trace = trace_.data();
    for (const LloydRun* run : runs_) {
      BatchRun task{terms_[*run->terms],
                    run->centroids.rows(),
                    centroids,
                    sums,
                    trace,
                    run->iterations,
                    run->iterations + tuning::k_batch_iterations,
                    run->max_iterations,
                    run->shift_limit,
                    run->unit_length ? 1 : 0,
                    run->still ? 1 : 0,
                    static_cast<int>(run->end),
                    0};
      task.log2_replicas = replicas_of(shape_of(task));
      tasks.push_back(task);
      centroids += run->centroids.view().size();
      sums += layout_of(*run).size();
      trace += tuning::k_batch_iterations;
    }
    return tasks;
  }

  /// Takes over what the launch made of the runs.
  void take(std::vector<BatchRun>& tasks) {
    std::vector<WideSum> sums(static_cast<std::size_t>(sums_.size())), trace(static_cast<std::size_t>(trace_.size()));
    to_host(stream_, tasks.data(), on_gpu_.data(), std::ssize(tasks));
    to_host(stream_, values_.data(), centroids_.data(), std::ssize(values_));
    to_host(stream_, sums.data(), sums_.data(), sums_.size());
    to_host(stream_, trace.data(), trace_.data(), trace_.size());
    stream_.wait();
    auto values = values_.begin();
    auto sum = sums.begin();
    auto inertia = trace.begin();
    for (std::size_t i = 0; i < runs_.size(); ++i) {
      LloydRun& run = *runs_[i];
      const std::int64_t updates = tasks[i].iterations - run.iterations;
      for (std::int64_t u = 0; u < updates; ++u) run.inertia.push_back(inertia[u].value());
      run.iterations = tasks[i].iterations;
      run.still = tasks[i].still != 0;
      run.end = static_cast<LloydEnd>(tasks[i].ended);
      std::copy_n(values, run.centroids.view().size(), run.centroids.values().begin());
      run.sums = ClusterSums(run.centroids.rows(), run.centroids.cols());
      for (Int128& value : run.sums.values()) value = (sum++)->value();
      values += run.centroids.view().size();
      inertia += tuning::k_batch_iterations;
    }
  }

  const Stream stream_;
  const Strided<X> x_;
  std::vector<LloydRun*> runs_;
  TermsOnGpu terms_;
  std::vector<double> values_;
  std::int64_t sum_values_ = 0;
  Buffer<double> centroids_;
  Buffer<WideSum> sums_, trace_;
  Buffer<BatchRun> on_gpu_;
};

template <class X, class A>
std::int64_t least_shared_bytes(std::int64_t cols, std::int64_t k) {
  return BatchShared<X, A>{k, cols, true}.total_bytes(0);
}

}  // namespace

bool batch_suits(const Gpu& gpu, Scalar scalar, std::int64_t rows, std::int64_t cols, std::int64_t k) {
  if (rows == 0 || rows > tuning::k_batch_rows || rows * cols > tuning::k_batch_work / k) return false;
  const std::int64_t bytes =
      scalar == Scalar::f32 ? least_shared_bytes<float, double>(cols, k) : least_shared_bytes<double, double>(cols, k);
  return bytes <= gpu.shared_bytes - tuning::k_batch_static_bytes;
}

template <class X>
void lloyd_batch(ThreadPool& threads, const Gpu& gpu, const Strided<X>& x, std::span<LloydRun* const> runs) {
  use(gpu);
  for (;;) {
    threads.check();
    std::vector<LloydRun*> running;
    std::ranges::copy_if(runs, std::back_inserter(running),
                         [](const LloydRun* run) { return run->end == LloydEnd::running; });
    if (running.empty()) return;
    if (std::is_same_v<X, float> && x.cols <= k_max_float_chain_cols) {
      LloydBatch<X, X>(x, std::move(running)).advance();
    } else {
      LloydBatch<X, double>(x, std::move(running)).advance();
    }
  }
}

template void lloyd_batch(ThreadPool&, const Gpu&, const Strided<float>&, std::span<LloydRun* const>);
template void lloyd_batch(ThreadPool&, const Gpu&, const Strided<double>&, std::span<LloydRun* const>);

}  // namespace shoal::cuda
