// Memory that begins at a cache line and is not initialised.
#pragma once

#include <cstdint>
#include <memory>
#include <new>
#include <type_traits>

namespace shoal::cpu {

inline constexpr std::align_val_t k_alignment{64};

template <class T>
class AlignedBuffer {
  static_assert(std::is_trivial_v<T>);

 public:
  AlignedBuffer() = default;
  explicit AlignedBuffer(std::int64_t size)
      : values_(static_cast<T*>(::operator new(static_cast<std::size_t>(size) * sizeof(T), k_alignment))),
        size_(size) {}

  T* data() { return values_.get(); }
  const T* data() const { return values_.get(); }
  T* begin() { return values_.get(); }
  T* end() { return values_.get() + size_; }
  std::int64_t size() const { return size_; }

 private:
  struct Free {
    void operator()(T* p) const { ::operator delete(p, k_alignment); }
  };
  std::unique_ptr<T, Free> values_;
  std::int64_t size_ = 0;
};

}  // namespace shoal::cpu
