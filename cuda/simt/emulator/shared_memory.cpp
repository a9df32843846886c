#include "cuda/simt/emulator/shared_memory.hpp"

#include <cstdlib>
#include <cstring>
#include <new>

#include "cuda/simt/emulator/poison.hpp"

namespace simt {

SharedMemory::SharedMemory() : arena_(static_cast<char*>(std::aligned_alloc(4096, k_arena_bytes))) {
  if (arena_ == nullptr) throw std::bad_alloc();
}

SharedMemory::~SharedMemory() {
  unpoison(arena_, k_arena_bytes);
  std::free(arena_);
}

void SharedMemory::open(char* memory, std::size_t bytes) const {
  unpoison(memory, bytes);
  if (garbage_ == 0) return;
  for (std::size_t i = 0; i < bytes; i += sizeof garbage_)
    std::memcpy(memory + i, &garbage_, bytes - i < sizeof garbage_ ? bytes - i : sizeof garbage_);
}

void SharedMemory::reset(std::size_t dynamic_bytes, std::uint64_t garbage) {
  garbage_ = garbage;
  slot_count_ = 0;
  static_bytes_ = 0;
  poison(arena_, k_arena_bytes);
  dynamic_ = arena_ + k_red_zone;
  open(dynamic_, dynamic_bytes);
  used_ = k_red_zone + dynamic_bytes + k_red_zone;
}

void* SharedMemory::slot(const void* key, std::size_t bytes, std::size_t align) {
  for (unsigned i = 0; i < slot_count_; ++i)
    if (slots_[i].key == key) return slots_[i].memory;
  if (align < 16) align = 16;
  const std::size_t at = (used_ + align - 1) / align * align;
  static_bytes_ += (bytes + align - 1) / align * align;
  if (slot_count_ == k_max_slots || static_bytes_ > k_static_limit || at + bytes + k_red_zone > k_arena_bytes)
    return nullptr;
  char* memory = arena_ + at;
  open(memory, bytes);
  used_ = at + bytes + k_red_zone;
  slots_[slot_count_++] = {key, memory};
  return memory;
}

}  // namespace simt
