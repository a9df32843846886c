// The face of k-means of the CUDA device.
#pragma once

#include "cuda/runtime/gpu.hpp"
#include "shoal/kmeans_passes.hpp"

namespace shoal::cuda {

/// Of the GPU, which must outlive it. Runs all Lloyd iterations of a run on the GPU, and many small fits beside each other.
class CudaKMeansPasses : public KMeansPasses {
 public:
  explicit CudaKMeansPasses(const Gpu& gpu) : gpu_(gpu) {}

  std::unique_ptr<KMeansState> begin_fit(ThreadPool& threads, const Points& x, std::span<const double> weights,
                                         const Quantisation& quantisation) override;
  bool takes_batches(const Points& x, std::int64_t k) const override;
  void lloyd_runs(ThreadPool& threads, const Points& x, std::span<LloydRun> runs) override;
  void plus_plus_runs(ThreadPool& threads, const Points& x, std::span<SeedRun> runs) override;
  SearchCounts search_counts(const Points& x) const override;

 protected:
  void do_lloyd_step(ThreadPool& threads, const Points& x, KMeansState& state, MatrixView<const double> centroids,
                     RowRange rows, ClusterSums& sums) override;
  void do_labels(KMeansState& state, std::span<std::int32_t> out) override;
  void do_min_update(ThreadPool& threads, const Points& x, KMeansState& state, MatrixView<const double> chosen,
                     MatrixView<const double> candidates, std::span<Int128> masses) override;
  void do_rows_at_mass(ThreadPool& threads, const Points& x, KMeansState& state, std::span<const Int128> targets,
                       std::span<std::int64_t> out) override;

 private:
  /// The runs that go into batches.
  template <class Run, class KOf>
  std::vector<Run*> suiting(const Points& x, std::span<Run> runs, const KOf& k_of) const;

  const Gpu& gpu_;
};

}  // namespace shoal::cuda
