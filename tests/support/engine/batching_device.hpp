// The oracle as a device that takes batches, and counts what it is given.
#pragma once

#include <algorithm>

#include "oracle_device.hpp"

namespace shoal::test {

class BatchingDevice : public Device {
 public:
  std::int64_t largest_batch() const { return largest_batch_; }

  bool takes_batches(const Points&, std::int64_t) const override { return true; }
  void lloyd_runs(ThreadPool& threads, const Points& x, std::span<LloydRun> runs) override {
    largest_batch_ = std::max(largest_batch_, std::ssize(runs));
    Device::lloyd_runs(threads, x, runs);
  }
  Device& for_few_rows() override { return *oracle_; }

  DeviceInfo info() const override { return oracle_->info(); }
  std::unique_ptr<Points> upload(ThreadPool& threads, HostView host) override { return oracle_->upload(threads, host); }
  ColumnStats column_stats(ThreadPool& threads, const Points& x, std::span<const double> weights) override {
    return oracle_->column_stats(threads, x, weights);
  }
  std::unique_ptr<KMeansState> begin_fit(ThreadPool& threads, const Points& x, std::span<const double> weights,
                                         const Quantisation& quantisation) override {
    return oracle_->begin_fit(threads, x, weights, quantisation);
  }
  void lloyd_step(ThreadPool& threads, const Points& x, KMeansState& state, MatrixView<const double> centroids,
                  RowRange rows, ClusterSums& sums) override {
    oracle_->lloyd_step(threads, x, state, centroids, rows, sums);
  }
  void labels(const KMeansState& state, std::span<std::int32_t> out) override { oracle_->labels(state, out); }
  void assign(ThreadPool& threads, const Points& x, MatrixView<const double> centroids, RowRange rows,
              const Assignment& out) override {
    oracle_->assign(threads, x, centroids, rows, out);
  }
  void min_update(ThreadPool& threads, const Points& x, KMeansState& state, MatrixView<const double> chosen,
                  MatrixView<const double> candidates, std::span<Int128> masses) override {
    oracle_->min_update(threads, x, state, chosen, candidates, masses);
  }
  void rows_at_mass(ThreadPool& threads, const Points& x, const KMeansState& state, std::span<const Int128> targets,
                    std::span<std::int64_t> out) override {
    oracle_->rows_at_mass(threads, x, state, targets, out);
  }
  void label_sums(ThreadPool& threads, const Points& x, std::span<const std::int32_t> labels,
                  const Quantisation& quantisation, ClusterSums& sums) override {
    oracle_->label_sums(threads, x, labels, quantisation, sums);
  }
  void label_spreads(ThreadPool& threads, const Points& x, std::span<const std::int32_t> labels,
                     const ScaledMeans& means, std::span<double> sq, std::span<double> lengths) override {
    oracle_->label_spreads(threads, x, labels, means, sq, lengths);
  }
  void silhouette_sums(ThreadPool& threads, const Points& x, std::span<const std::int32_t> labels, std::int64_t k,
                       std::span<double> mean_own, std::span<double> mean_nearest) override {
    oracle_->silhouette_sums(threads, x, labels, k, mean_own, mean_nearest);
  }

 private:
  std::unique_ptr<Device> oracle_ = make_oracle_device();
  std::int64_t largest_batch_ = 0;
};

}  // namespace shoal::test
