// Several ranks inside one process: a thread each, and a meeting point.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <functional>
#include <mutex>
#include <span>
#include <vector>

#include "shoal/communicator.hpp"

namespace shoal::test {

/// Where the ranks meet: each leaves its bytes and goes on with those of all.
class MeetingPoint {
 public:
  explicit MeetingPoint(int ranks) : brought_(static_cast<std::size_t>(ranks)) {}
  int ranks() const { return static_cast<int>(brought_.size()); }
  std::vector<std::vector<std::byte>> meet(int rank, std::span<const std::byte> own);
  void abandon() noexcept;

 private:
  std::mutex mutex_;
  std::condition_variable all_came_;
  std::vector<std::vector<std::byte>> brought_, last_;
  int came_ = 0;
  std::size_t meetings_ = 0;
  bool abandoned_ = false;
};

/// One rank. Sums and extremes are made from what all brought.
class ThreadRank : public Communicator {
 public:
  ThreadRank(MeetingPoint& point, int rank) : point_(point), rank_(rank) {}
  int ranks() const override { return point_.ranks(); }
  int rank() const override { return rank_; }
  void sum(std::span<Int128> values) override;
  void max(std::span<double> values) override;
  void min(std::span<double> values) override;
  std::vector<std::vector<std::byte>> gather(std::span<const std::byte> own) override {
    return point_.meet(rank_, own);
  }
  void abandon() noexcept override { point_.abandon(); }

 private:
  MeetingPoint& point_;
  int rank_;
};

/// Runs body(communicator) on `ranks` threads; the first exception of the lowest rank is thrown again.
void on_ranks(int ranks, const std::function<void(Communicator&)>& body);

}  // namespace shoal::test
