// The shared memory of one block: first the dynamic part, and then static arrays in the order in which threads meet
// them, with red zones between them.
#pragma once

#include <cstddef>
#include <cstdint>

namespace simt {

class SharedMemory {
 public:
  static constexpr std::size_t k_static_limit = 48 * 1024;  // nvcc refuses more than this

  SharedMemory();
  ~SharedMemory();
  SharedMemory(const SharedMemory&) = delete;
  SharedMemory& operator=(const SharedMemory&) = delete;

  /// Empties it for the next block, and fills it with `garbage` unless that is 0.
  void reset(std::size_t dynamic_bytes, std::uint64_t garbage);
  void* dynamic() const { return dynamic_; }
  /// The static array with this key, made when it is first asked for. nullptr when the block has no room left.
  void* slot(const void* key, std::size_t bytes, std::size_t align);

 private:
  static constexpr std::size_t k_arena_bytes = 512 * 1024;
  static constexpr std::size_t k_red_zone = 128;
  static constexpr unsigned k_max_slots = 128;
  struct Slot {
    const void* key;
    void* memory;
  };
  void open(char* memory, std::size_t bytes) const;

  char* arena_;
  char* dynamic_ = nullptr;
  std::size_t used_ = 0;
  std::size_t static_bytes_ = 0;
  std::uint64_t garbage_ = 0;
  Slot slots_[k_max_slots]{};
  unsigned slot_count_ = 0;
};

}  // namespace simt
