#include "data/input/arrow_pool.hpp"

#include <arrow/memory_pool.h>
#include <arrow/status.h>

#include <cstdlib>
#include <new>
#include <string>

#include "base/memory_budget.hpp"

namespace shoal::data {
namespace {

class CountedPool : public arrow::MemoryPool {
 public:
  using arrow::MemoryPool::Allocate;
  using arrow::MemoryPool::Free;
  using arrow::MemoryPool::Reallocate;

  arrow::Status Allocate(int64_t size, int64_t alignment, uint8_t** out) override {
    take(size);
    if (pool_.Allocate(size, alignment, out).ok()) return arrow::Status::OK();
    detail::give_memory_back(size);
    throw std::bad_alloc();
  }
  arrow::Status Reallocate(int64_t before, int64_t after, int64_t alignment, uint8_t** out) override {
    const int64_t more = after - before;
    if (more > 0) take(more);
    const bool done = pool_.Reallocate(before, after, alignment, out).ok();
    if (done != (more > 0)) detail::give_memory_back(std::abs(more));
    if (!done) throw std::bad_alloc();
    return arrow::Status::OK();
  }
  void Free(uint8_t* buffer, int64_t size, int64_t alignment) override {
    pool_.Free(buffer, size, alignment);
    detail::give_memory_back(size);
  }

  void ReleaseUnused() override { pool_.ReleaseUnused(); }
  int64_t bytes_allocated() const override { return pool_.bytes_allocated(); }
  int64_t total_bytes_allocated() const override { return pool_.total_bytes_allocated(); }
  int64_t max_memory() const override { return pool_.max_memory(); }
  int64_t num_allocations() const override { return pool_.num_allocations(); }
  std::string backend_name() const override { return pool_.backend_name(); }

 private:
  static void take(int64_t size) {
    if (!detail::take_memory(size)) throw detail::OverBudget(detail::held_memory_bytes(), size);
  }

  arrow::MemoryPool& pool_ = *arrow::system_memory_pool();
};

}  // namespace

arrow::MemoryPool* counted_pool() {
  static CountedPool pool;
  return &pool;
}

}  // namespace shoal::data
