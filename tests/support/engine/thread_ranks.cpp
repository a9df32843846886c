#include "thread_ranks.hpp"

#include <algorithm>
#include <cstring>
#include <exception>
#include <thread>

#include "shoal/error.hpp"

namespace shoal::test {
namespace {

/// Each value becomes what `merge` makes of those of all ranks.
template <class T, class Merge>
void merge_all(Communicator& ranks, std::span<T> values, const Merge& merge) {
  const auto all = gather<T>(ranks, values);
  for (std::size_t i = 0; i < values.size(); ++i) {
    values[i] = all[i];
    for (std::size_t j = i + values.size(); j < all.size(); j += values.size()) values[i] = merge(values[i], all[j]);
  }
}

}  // namespace

std::vector<std::vector<std::byte>> MeetingPoint::meet(int rank, std::span<const std::byte> own) {
  std::unique_lock lock(mutex_);
  brought_[static_cast<std::size_t>(rank)].assign(own.begin(), own.end());
  const std::size_t meeting = meetings_;
  if (!abandoned_ && ++came_ == ranks()) {
    came_ = 0;
    ++meetings_;
    last_ = brought_;
    all_came_.notify_all();
  }
  all_came_.wait(lock, [&] { return abandoned_ || meetings_ != meeting; });
  if (meetings_ == meeting) throw Error(ErrorCode::service, "another rank has given up");
  return last_;  // the next meeting needs this rank, so it cannot have replaced them
}

void MeetingPoint::abandon() noexcept {
  const std::lock_guard lock(mutex_);
  abandoned_ = true;
  all_came_.notify_all();
}

void ThreadRank::sum(std::span<Int128> values) {
  merge_all(*this, values, [](Int128 a, Int128 b) { return a + b; });
}
void ThreadRank::max(std::span<double> values) {
  merge_all(*this, values, [](double a, double b) { return std::max(a, b); });
}
void ThreadRank::min(std::span<double> values) {
  merge_all(*this, values, [](double a, double b) { return std::min(a, b); });
}

void on_ranks(int ranks, const std::function<void(Communicator&)>& body) {
  MeetingPoint point(ranks);
  std::vector<std::exception_ptr> thrown(static_cast<std::size_t>(ranks));
  std::vector<std::thread> threads;
  for (int r = 0; r < ranks; ++r) {
    threads.emplace_back([&, r] {
      ThreadRank rank(point, r);
      try {
        body(rank);
      } catch (...) {
        thrown[static_cast<std::size_t>(r)] = std::current_exception();
        rank.abandon();
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (const std::exception_ptr& exception : thrown) {
    if (exception) std::rethrow_exception(exception);
  }
}

}  // namespace shoal::test
