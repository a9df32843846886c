// A device that takes batches, and counts what it is given. Passes under labels are the oracle's, for silhouettes are equal bit
// for bit on one device alone; all others are the definitions.
#pragma once

#include <algorithm>

#include "oracle_device.hpp"

namespace shoal::test {

class BatchingDevice : public Device {
 public:
  std::int64_t largest_batch() const { return kmeans_.largest_batch; }

  DeviceInfo info() const override { return {"batching", "the definitions", true, ""}; }
  Device& for_few_rows() override { return *oracle_; }
  KMeansPasses& kmeans() override { return kmeans_; }
  LabelPasses& labels() override { return oracle_->labels(); }

 private:
  struct Batches : KMeansPasses {
    bool takes_batches(const Points&, std::int64_t) const override { return true; }
    void lloyd_runs(ThreadPool&, const Points&, std::span<LloydRun> runs) override {
      largest_batch = std::max(largest_batch, std::ssize(runs));
    }
    std::int64_t largest_batch = 0;
  };

  Batches kmeans_;
  std::unique_ptr<Device> oracle_ = make_oracle_device();
};

}  // namespace shoal::test
