#include "cuda/kmeans/kmeans_passes.hpp"

#include "cuda/kmeans/batch.hpp"
#include "cuda/kmeans/kmeans_state.hpp"
#include "cuda/kmeans/lloyd_pass.hpp"
#include "cuda/kmeans/lloyd_run.hpp"
#include "cuda/kmeans/seeding.hpp"
#include "shoal/kmeans_loops.hpp"

namespace shoal::cuda {
namespace {

const CudaPoints& cuda_points(const Points& x) { return static_cast<const CudaPoints&>(x); }
CudaKMeansState& cuda_state(KMeansState& state) { return static_cast<CudaKMeansState&>(state); }

/// Calls body with all points as a Strided, where they are resident.
template <class Body>
void with_resident(const Points& x, const Body& body) {
  const CudaPoints& points = cuda_points(x);
  if (points.streamed()) return;
  const Stream stream;
  const auto call = [&]<class X>() {
    points.for_each_chunk<X>(stream, {0, points.rows()}, [&](const Chunk<X>& chunk, RowRange) { body(chunk.x); });
  };
  points.scalar() == Scalar::f32 ? call.template operator()<float>() : call.template operator()<double>();
}

}  // namespace

template <class Run, class KOf>
std::vector<Run*> CudaKMeansPasses::suiting(const Points& x, std::span<Run> runs, const KOf& k_of) const {
  std::vector<Run*> some;
  for (Run& run : runs) {
    if (takes_batches(x, k_of(run))) some.push_back(&run);
  }
  return some;
}

std::unique_ptr<KMeansState> CudaKMeansPasses::begin_fit(ThreadPool&, const Points& x, std::span<const double> weights,
                                                         const Quantisation& quantisation) {
  use(gpu_);
  return std::make_unique<CudaKMeansState>(gpu_, cuda_points(x), weights, quantisation);
}

bool CudaKMeansPasses::takes_batches(const Points& x, std::int64_t k) const {
  return !cuda_points(x).streamed() && batch_suits(gpu_, x.scalar(), x.rows(), x.cols(), k);
}

void CudaKMeansPasses::lloyd_runs(ThreadPool& threads, const Points& x, std::span<LloydRun> runs) {
  use(gpu_);
  const auto batch = suiting(x, runs, [](const LloydRun& run) { return run.centroids.rows(); });
  with_resident(x, [&](const auto& all) { lloyd_batch(threads, gpu_, all, std::span<LloydRun* const>(batch)); });
  for (LloydRun& run : runs) {
    if (run.end != LloydEnd::running || takes_batches(x, run.centroids.rows())) continue;
    if (!run.state) run.state = begin_fit(threads, x, run.terms->weights, run.terms->quantisation);
    run_lloyd(threads, cuda_state(*run.state), run);
  }
}

void CudaKMeansPasses::plus_plus_runs(ThreadPool& threads, const Points& x, std::span<SeedRun> runs) {
  use(gpu_);
  const auto batch = suiting(x, runs, [](const SeedRun& run) { return run.k; });
  with_resident(x, [&](const auto& all) { plus_plus_batch(threads, gpu_, all, std::span<SeedRun* const>(batch)); });
  for (SeedRun* run : batch) run->ended = true;
  plus_plus_by_passes(*this, threads, x, runs);
}

SearchCounts CudaKMeansPasses::search_counts(const Points& x) const {
  use(gpu_);
  return cuda_points(x).searched().counts();
}

void CudaKMeansPasses::do_lloyd_step(ThreadPool&, const Points&, KMeansState& state, MatrixView<const double> centroids,
                                     RowRange rows, ClusterSums& sums) {
  use(gpu_);
  CudaKMeansState& fit = cuda_state(state);
  fit.centroids.upload(fit.stream, centroids);
  lloyd_pass(fit, rows, Labels::kept, nullptr);
  add_sums(fit, sums);
}

void CudaKMeansPasses::do_labels(KMeansState& state, std::span<std::int32_t> out) {
  use(gpu_);
  CudaKMeansState& fit = cuda_state(state);
  to_host(fit.stream, out.data(), fit.labels(), std::ssize(out));
  fit.stream.wait();
}

void CudaKMeansPasses::do_min_update(ThreadPool& threads, const Points&, KMeansState& state,
                                     MatrixView<const double> chosen, MatrixView<const double> candidates,
                                     std::span<Int128> masses) {
  use(gpu_);
  threads.check();
  cuda::min_update(cuda_state(state), chosen, candidates, masses);
}

void CudaKMeansPasses::do_rows_at_mass(ThreadPool&, const Points&, KMeansState& state, std::span<const Int128> targets,
                                       std::span<std::int64_t> out) {
  use(gpu_);
  cuda::rows_at_mass(cuda_state(state), targets, out);
}

}  // namespace shoal::cuda
