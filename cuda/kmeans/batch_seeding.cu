#include <algorithm>
#include <type_traits>
#include <vector>

#include "cuda/kmeans/batch.hpp"
#include "cuda/kmeans/batch_seeding.cuh"
#include "cuda/kmeans/batch_terms.hpp"
#include "cuda/runtime/launch.hpp"

namespace shoal::cuda {
namespace {

/// All runs in one launch.
template <class X, class A>
class SeedingBatch {
 public:
  SeedingBatch(const Strided<X>& x, std::span<SeedRun* const> runs)
      : x_(x), runs_(runs.begin(), runs.end()), nearest_sq_(std::ssize(runs) * x.rows), on_gpu_(std::ssize(runs)) {
    std::ranges::stable_sort(runs_, std::ranges::greater(), [](const SeedRun* run) { return run->k; });
    for (const SeedRun* run : runs_) {
      terms_.add(*run->terms);
      std::transform(run->given.data, run->given.data + run->given.size(), std::back_inserter(given_values_),
                     [](double value) { return static_cast<A>(value); });
      rows_values_.insert(rows_values_.end(), run->rows.begin(), run->rows.end());
      rows_values_.resize(rows_values_.size() + static_cast<std::size_t>(room(*run) - std::ssize(run->rows)));
    }
    terms_.upload(stream_);
    given_ = Buffer<A>(std::ssize(given_values_));
    to_device(stream_, given_.data(), given_values_.data(), given_.size());
    rows_ = Buffer<long long>(std::ssize(rows_values_));
    to_device(stream_, rows_.data(), rows_values_.data(), rows_.size());
  }

  void run() {
    auto tasks = tasks_of_runs();
    to_device(stream_, on_gpu_.data(), tasks.data(), std::ssize(tasks));
    const auto shared_bytes = static_cast<std::size_t>(BatchGreedy<X, A>::shared_bytes(x_.rows, x_.cols));
    launch("batch_plus_plus", batch_plus_plus<X, A>, {whole_grid(std::ssize(tasks)), k_batch_threads, shared_bytes},
           stream_, x_, on_gpu_.data());
    to_host(stream_, tasks.data(), on_gpu_.data(), std::ssize(tasks));
    to_host(stream_, rows_values_.data(), rows_.data(), rows_.size());
    stream_.wait();
    auto rows = rows_values_.begin();
    for (std::size_t i = 0; i < runs_.size(); ++i) {
      runs_[i]->rows.assign(rows, rows + tasks[i].row_count);
      rows += tasks[i].room;
    }
  }

 private:
  /// The number of rows that a run may hold.
  static std::int64_t room(const SeedRun& run) { return std::max(run.k - run.given.rows, std::ssize(run.rows)); }

  std::vector<BatchSeeding<A>> tasks_of_runs() const {
    std::vector<BatchSeeding<A>> tasks;
    const A* given = given_.data();
    long long* rows = rows_.data();
    A* nearest_sq = nearest_sq_.data();
    for (const SeedRun* run : runs_) {
      tasks.push_back({terms_[*run->terms], given, rows, nearest_sq, run->given.rows, std::ssize(run->rows), room(*run),
                       run->k, run->seed, static_cast<int>(seed_draws(run->k))});
      given += run->given.size();
      rows += room(*run);
      nearest_sq += x_.rows;
    }
    return tasks;
  }

  const Stream stream_;
  const Strided<X> x_;
  std::vector<SeedRun*> runs_;
  TermsOnGpu terms_;
  std::vector<A> given_values_;
  std::vector<long long> rows_values_;
  Buffer<A> given_, nearest_sq_;
  Buffer<long long> rows_;
  Buffer<BatchSeeding<A>> on_gpu_;
};

}  // namespace

template <class X>
void plus_plus_batch(ThreadPool& threads, const Gpu& gpu, const Strided<X>& x, std::span<SeedRun* const> runs) {
  use(gpu);
  threads.check();
  if (runs.empty()) return;
  if (std::is_same_v<X, float> && x.cols <= k_max_float_chain_cols) {
    SeedingBatch<X, X>(x, runs).run();
  } else {
    SeedingBatch<X, double>(x, runs).run();
  }
}

template void plus_plus_batch(ThreadPool&, const Gpu&, const Strided<float>&, std::span<SeedRun* const>);
template void plus_plus_batch(ThreadPool&, const Gpu&, const Strided<double>&, std::span<SeedRun* const>);

}  // namespace shoal::cuda
