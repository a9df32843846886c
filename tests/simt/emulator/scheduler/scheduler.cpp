// Turns, reports and groups of the emulator's scheduler.
#include <gmock/gmock.h>

#include <algorithm>
#include <cstdlib>
#include <set>
#include <tuple>

#include "emulated.hpp"

namespace simt::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;

control::Options options_with(control::Order order, std::uint64_t seed = 1) {
  control::Options options;
  options.order = order;
  options.seed = seed;
  return options;
}

/// Who came when.
__global__ void tickets(unsigned* next, unsigned* order) {
  const unsigned ticket = atomicAdd(next, 1u);
  order[ticket] = blockIdx.x * blockDim.x + threadIdx.x;
}

std::vector<unsigned> order_of_threads(const control::Options& options) {
  const WithOptions with(options);
  const OnDevice<unsigned> next(1), order(192);
  EXPECT_EQ(run(tickets, 3, 64, 0, next.data(), order.data()), "");
  return order.values();
}

TEST(Order, FifoAndLifoAreEachOthersMirror) {
  const auto fifo = order_of_threads(options_with(control::Order::fifo));
  auto lifo = order_of_threads(options_with(control::Order::lifo));
  for (unsigned i = 0; i < 192; ++i) ASSERT_EQ(fifo[i], i);
  std::reverse(lifo.begin(), lifo.end());
  EXPECT_EQ(fifo, lifo);
}

TEST(Order, OfASeedIsReproducible) {
  std::set<std::vector<unsigned>> orders;
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    const auto first = order_of_threads(options_with(control::Order::random, seed));
    EXPECT_EQ(first, order_of_threads(options_with(control::Order::random, seed)));
    orders.insert(first);
  }
  EXPECT_EQ(orders.size(), 10);
}

__global__ void lanes_apart(bool lower_leave) {
  const bool lower = threadIdx.x < 10;
  if (lower_leave && lower) return;
  if (lower) __syncwarp();
  if (!lower) __syncwarp(0xfffffc00u);
  if (!lower) __syncthreads();
}

TEST(Reports, DeadlockText) {
  in_every_order(5, [] {
    const std::string report = run(lanes_apart, dim3(1, 1), 32, 0, false);
    EXPECT_THAT(report, AllOf(HasSubstr("deadlock in block (0,0,0): 10 in a warp collective "),
                              HasSubstr("22 at __syncthreads ")));
  });
}

TEST(Reports, ThreadsThatReturnBeforeABarrier) {
  in_every_order(5, [] {
    EXPECT_THAT(
        run(lanes_apart, 1, 32, 0, true),
        testing::ContainsRegex("22 threads wait at __syncthreads .*scheduler.cpp:[0-9]+ but 10 threads have returned"));
  });
  control::Options options;
  options.early_exit_is_error = false;  // legal from sm_70 on
  const WithOptions with(options);
  EXPECT_EQ(run(lanes_apart, 1, 32, 0, true), "");
}

TEST(Reports, LaterLaunchesFailUntilTheErrorIsCleared) {
  ASSERT_EQ(launch(lanes_apart, 1, 32, 0, nullptr, false), cudaSuccess);
  EXPECT_EQ(cudaDeviceSynchronize(), cudaErrorLaunchFailure);
  EXPECT_EQ(launch(lanes_apart, 1, 32, 0, nullptr, false), cudaErrorLaunchFailure);
  void* memory = nullptr;
  EXPECT_EQ(cudaMalloc(&memory, 8), cudaErrorLaunchFailure);
  EXPECT_THAT(control::last_error(), HasSubstr("deadlock"));
  control::clear_error();
  EXPECT_EQ(cudaGetLastError(), cudaSuccess);
  const OnDevice<unsigned> next(1), order(64);
  EXPECT_EQ(run(tickets, 1, 64, 0, next.data(), order.data()), "");
}

__global__ void spin(volatile int* flag) {
  while (*flag == 0) yield();
}
__global__ void spin_and_set(int* flag) {
  if (threadIdx.x == 37) {
    atomicExch(flag, 1);
  } else {
    while (atomicAdd(flag, 0) == 0) yield();
  }
}

TEST(Yield, LetsTheOthersGoOn) {
  in_every_order(5, [] {
    const OnDevice<int> flag(1);
    EXPECT_EQ(run(spin_and_set, 1, 64, 0, flag.data()), "");
  });
}
TEST(Yield, ForEverIsReported) {
  control::Options options;
  options.idle_yields = 10000;
  const WithOptions with(options);
  const OnDevice<int> flag(1);
  EXPECT_THAT(run(spin, 1, 64, 0, flag.data()), AllOf(HasSubstr("no progress"), HasSubstr("scheduler.cpp:")));
}

struct Sum {
  int in;
  int out;
};
SIMT_RAW void sum_of_group(void** data, unsigned count) {
  int sum = 0;
  for (unsigned i = 0; i < count; ++i) sum += static_cast<Sum*>(data[i])->in;
  for (unsigned i = 0; i < count; ++i) static_cast<Sum*>(data[i])->out = sum;
}
SIMT_RAW int group_sum(int value, unsigned count, SIMT_SITE) {
  Sum mine{value, 0};
  group_op(&sum_of_group, &mine, count, false, SIMT_HERE);
  return mine.out;
}
__global__ void group_sums(unsigned count, int* out) {
  out[threadIdx.x] = 0;
  for (int round = 0; round < 3; ++round) out[threadIdx.x] += group_sum(static_cast<int>(threadIdx.x), count);
}

TEST(Groups, ComputeOverTheirThreads) {
  in_every_order(10, [] {
    for (const unsigned count : {32u, 64u, 128u, 256u}) {
      const OnDevice<int> out(256);
      ASSERT_EQ(run(group_sums, 1, 256, 0, count, out.data()), "");
      for (unsigned i = 0; i < 256; ++i) {
        const unsigned first = i / count * count;
        ASSERT_EQ(static_cast<unsigned>(out.values()[i]), 3 * (count * first + count * (count - 1) / 2));
      }
    }
  });
}

__global__ void part_of_a_group(int* out) {
  if (threadIdx.x < 100) out[threadIdx.x] = group_sum(1, 128);
}
TEST(Groups, OfWhichSomeAreMissingAreReported) {
  const OnDevice<int> out(128);
  EXPECT_THAT(run(part_of_a_group, 1, 128, 0, out.data()), HasSubstr("100 in a group operation"));
  EXPECT_THAT(run(group_sums, 1, 96, 0, 64u, out.data()), HasSubstr("does not fit the block of 96"));
}

__global__ void group_exchange(bool ordered, const int* in, int* out) {
  SIMT_SHARED(int, buffer, [128]);
  buffer[threadIdx.x] = in[threadIdx.x];
  int dummy = 0;
  group_op([](void**, unsigned) {}, &dummy, 128, ordered, {__FILE__, __LINE__});
  out[threadIdx.x] = buffer[127 - threadIdx.x];
}
TEST(Groups, OrderMemoryWhenAsked) {
  in_every_order(20, [] {
    std::vector<int> values(128), wanted(128);
    for (int i = 0; i < 128; ++i) values[static_cast<std::size_t>(i)] = wanted[static_cast<std::size_t>(127 - i)] = i;
    const OnDevice<int> in(values), out(128);
    ASSERT_EQ(run(group_exchange, 1, 128, 0, true, in.data(), out.data()), "");
    EXPECT_EQ(out.values(), wanted);
  });
  if (shoal::test::k_thread_sanitizer) {
    const OnDevice<int> in(128), out(128);
    EXPECT_EXIT((run(group_exchange, 1, 128, 0, false, in.data(), out.data()), std::exit(0)),
                testing::ExitedWithCode(66), "ThreadSanitizer: data race");
  }
}

__global__ void counted_barriers(int* out) {
  const int t = static_cast<int>(threadIdx.x);
  out[4 * t] = __syncthreads_count(t % 3 == 0);
  out[4 * t + 1] = __syncthreads_or(t == 70);
  out[4 * t + 2] = __syncthreads_and(t < 96);
  out[4 * t + 3] = __syncthreads_and(t < 95);
}
TEST(Barriers, CountPredicates) {
  in_every_order(20, [] {
    const OnDevice<int> out(4 * 96);
    ASSERT_EQ(run(counted_barriers, 1, 96, 0, out.data()), "");
    const auto got = out.values();
    for (std::size_t i = 0; i < got.size(); i += 4)
      ASSERT_EQ((std::vector<int>(got.begin() + static_cast<long>(i), got.begin() + static_cast<long>(i) + 4)),
                (std::vector<int>{32, 1, 1, 0}));
  });
}

__global__ void indices(uint3* threads, uint3* blocks) {
  const unsigned thread = threadIdx.x + blockDim.x * (threadIdx.y + blockDim.y * threadIdx.z);
  const unsigned block = blockIdx.x + gridDim.x * (blockIdx.y + gridDim.y * blockIdx.z);
  const unsigned i = block * blockDim.x * blockDim.y * blockDim.z + thread;
  threads[i] = threadIdx;
  blocks[i] = blockIdx;
}
TEST(Indices, RunFastestInX) {
  const dim3 grid(2, 3, 4), block(4, 2, 3);
  const OnDevice<uint3> threads(24 * 24), blocks(24 * 24);
  ASSERT_EQ(run(indices, grid, block, 0, threads.data(), blocks.data()), "");
  for (unsigned i = 0; i < 24 * 24; ++i) {
    const uint3 t = threads.values()[i], b = blocks.values()[i];
    ASSERT_EQ(t.x + 4 * (t.y + 2 * t.z), i % 24);
    ASSERT_EQ(b.x + 2 * (b.y + 3 * b.z), i / 24);
  }
}

__global__ void nobody_wrote_it(float* out) {
  SIMT_SHARED(float, values, [32]);
  out[threadIdx.x] = values[threadIdx.x] + dynamic_smem<float>()[threadIdx.x];
}
TEST(SharedMemory, IsFilledWithNaN) {
  const OnDevice<float> out(32);
  ASSERT_EQ(run(nobody_wrote_it, 1, 32, 32 * sizeof(float), out.data()), "");
  for (const float v : out.values()) EXPECT_TRUE(v != v);
}

__global__ void too_much_static(int* out) {
  SIMT_SHARED(int, table, [13000]);
  table[threadIdx.x] = 0;
  out[0] = table[0];
}
TEST(SharedMemory, BeyondTheStaticLimitIsReported) {
  const OnDevice<int> out(1);
  EXPECT_THAT(run(too_much_static, 1, 32, 0, out.data()), HasSubstr("static shared memory is full"));
}

TEST(Launches, OfAWrongShapeAreRefused) {
  const OnDevice<unsigned> next(1), order(192);
  for (const auto& [grid, block, smem] : {std::tuple<dim3, dim3, std::size_t>{0, 32, 0},
                                          {1, 0, 0},
                                          {1, 1025, 0},
                                          {dim3(1, 65536), 32, 0},
                                          {1, dim3(1, 1, 65), 0},
                                          {1, 32, 228 << 10}}) {
    EXPECT_EQ(launch(tickets, grid, block, smem, nullptr, next.data(), order.data()), cudaErrorInvalidConfiguration);
    EXPECT_EQ(cudaGetLastError(), cudaErrorInvalidConfiguration);
    EXPECT_EQ(cudaGetLastError(), cudaSuccess);  // a refused launch is forgotten once told
  }
  EXPECT_EQ(cudaDeviceSynchronize(), cudaSuccess);
}

TEST(Statistics, Count) {
  control::reset_statistics();
  const OnDevice<int> out(4 * 96);
  ASSERT_EQ(run(counted_barriers, 1, 96, 0, out.data()), "");
  const control::Statistics statistics = control::statistics();
  EXPECT_EQ(statistics.launches, 1u);
  EXPECT_EQ(statistics.blocks, 1u);
  EXPECT_EQ(statistics.threads, 96u);
  EXPECT_EQ(statistics.barriers, 4u);
  EXPECT_GE(statistics.switches, 4u * 95);
  EXPECT_EQ(statistics.device_bytes, 4 * 96 * sizeof(int));
}

}  // namespace
}  // namespace simt::test
