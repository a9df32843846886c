// The cp.async copies of one thread that it has not waited for.
#pragma once

#include <cstddef>
#include <vector>

namespace simt {

/// A copy is done only when the thread waits for its group, so that a missing wait shows.
class CpAsyncQueue {
 public:
  void push(void* to, const void* from, unsigned bytes, unsigned valid) {
    copies_.push_back({to, from, bytes, valid, open_group_});
  }
  void close_group() { ++open_group_; }
  /// Does the copies of all closed groups but the latest `groups`. Copies after the last commit belong to no group and
  /// are not done.
  void wait_until(unsigned groups);
  void clear() {
    copies_.clear();
    open_group_ = 0;
  }
  bool empty() const { return copies_.empty(); }

 private:
  struct Copy {
    void* to;
    const void* from;
    unsigned bytes;
    unsigned valid;
    unsigned group;
  };
  std::vector<Copy> copies_;
  unsigned open_group_ = 0;
};

}  // namespace simt
