// Rows on their way to the GPU through pinned memory, or without.
#include "cuda/points/staging.hpp"

#include <algorithm>

#include "emulated.hpp"
#include "shoal/error.hpp"

namespace shoal::cuda {
namespace {

using simt::test::in_every_order;

constexpr std::int64_t k_cols = 3, k_pitch = 4;

/// Rows of two copies in two streams, where the host's array is written over as soon as the call returns; padding is -1.
std::vector<float> copied(Staging& staging, std::int64_t rows) {
  const Buffer<float> on_gpu(2 * rows * k_pitch);
  const Stream streams[2];
  std::vector<float> all(static_cast<std::size_t>(on_gpu.size()));
  std::vector<float> host(static_cast<std::size_t>(rows * k_cols));
  for (std::int64_t half = 0; half < 2; ++half) {
    fill_bytes(streams[half], on_gpu.data() + half * rows * k_pitch, 0, rows * k_pitch);
    for (std::size_t i = 0; i < host.size(); ++i) host[i] = static_cast<float>(1000 * half) + static_cast<float>(i);
    staging.copy(streams[half], on_gpu.data() + half * rows * k_pitch, k_pitch * 4, host.data(), k_cols * 4, rows);
    std::ranges::fill(host, -7.0f);
  }
  for (std::int64_t half = 0; half < 2; ++half) {
    to_host(streams[half], all.data() + half * rows * k_pitch, on_gpu.data() + half * rows * k_pitch, rows * k_pitch);
    streams[half].wait();
  }
  return all;
}

std::vector<float> wanted(std::int64_t rows) {
  std::vector<float> all;
  for (std::int64_t i = 0; i < 2 * rows; ++i) {
    for (std::int64_t j = 0; j < k_pitch; ++j) {
      const std::int64_t value = 1000 * (i / rows) + i % rows * k_cols + j;
      all.push_back(j < k_cols ? static_cast<float>(value) : 0.0f);
    }
  }
  return all;
}

TEST(Staging, BringsAllRowsWhateverFitsIntoItsBuffers) {
  in_every_order(20, [] {
    for (const std::int64_t bytes : {0, 8, 12, 40, 1000}) {  // nothing, less than a row, one row, three, all
      Staging staging(bytes);
      for (const std::int64_t rows : {1, 7}) EXPECT_EQ(copied(staging, rows), wanted(rows)) << bytes;
    }
  });
}

TEST(Staging, DoesWithoutPinnedMemory) {
  for (const int failing : {1, 2}) {
    simt::control::fail_pinning(failing);
    Staging staging(40);
    EXPECT_EQ(copied(staging, 7), wanted(7));
  }
}

/// The n-th buffer from now on fails: who fails tells how many were pinned before.
TEST(Staging, PinsTwoBuffersOrNone) {
  simt::control::fail_pinning(3);
  const Staging two(40);
  EXPECT_THROW(PinnedBuffer<int>(1), OutOfPinnedMemory);
  simt::control::fail_pinning(1);
  const Staging none(0);
  EXPECT_THROW(PinnedBuffer<int>(1), OutOfPinnedMemory);
}

TEST(Staging, TellsOfPinnedMemoryThatIsNotThere) {
  simt::control::fail_pinning(1);
  try {
    const PinnedBuffer<int> buffer(10);
    ADD_FAILURE() << "it was there";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::memory);
  }
}

}  // namespace
}  // namespace shoal::cuda
