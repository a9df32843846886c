#include "cuda/simt/emulator/cp_async_queue.hpp"

#include <cstring>

namespace simt {

void CpAsyncQueue::wait_until(unsigned groups) {
  std::size_t kept = 0;
  for (const Copy& copy : copies_) {
    if (copy.group + groups >= open_group_) {
      copies_[kept++] = copy;
      continue;
    }
    std::memcpy(copy.to, copy.from, copy.valid);
    std::memset(static_cast<char*>(copy.to) + copy.valid, 0, copy.bytes - copy.valid);
  }
  copies_.resize(kept);
}

}  // namespace simt
