// Streams, events and the order that they promise; and that nothing more than that is promised.
#include <algorithm>
#include <thread>

#include "emulated.hpp"

namespace simt::test {
namespace {

__global__ void fill(float* values, int n, float value) {
  for (int i = static_cast<int>(blockIdx.x * blockDim.x + threadIdx.x); i < n;
       i += static_cast<int>(gridDim.x * blockDim.x))
    values[i] = value;
}
__global__ void add(float* values, const float* others, int n) {
  for (int i = static_cast<int>(blockIdx.x * blockDim.x + threadIdx.x); i < n;
       i += static_cast<int>(gridDim.x * blockDim.x))
    values[i] += others[i];
}

constexpr int k_n = 300;

struct Streams {
  explicit Streams(unsigned flags = cudaStreamNonBlocking) {
    EXPECT_EQ(cudaStreamCreateWithFlags(&first, flags), cudaSuccess);
    EXPECT_EQ(cudaStreamCreateWithFlags(&second, flags), cudaSuccess);
    EXPECT_EQ(cudaEventCreateWithFlags(&event, cudaEventDisableTiming), cudaSuccess);
  }
  ~Streams() {
    cudaStreamDestroy(first);
    cudaStreamDestroy(second);
    cudaEventDestroy(event);
  }
  Streams(const Streams&) = delete;
  Streams& operator=(const Streams&) = delete;
  cudaStream_t first = nullptr, second = nullptr;
  cudaEvent_t event = nullptr;
};

bool all_are(const std::vector<float>& values, float wanted) {
  return std::all_of(values.begin(), values.end(), [&](float v) { return v == wanted; });
}

enum class Slip { none, no_event_wait, no_stream_wait };

/// first: a = 1; second, behind it: b = 2, b += a, copied to the host.
bool sum_over_two_streams(Slip slip) {
  const Streams streams;
  const OnDevice<float> a(k_n), b(k_n);
  launch(fill, 3, 64, 0, streams.first, a.data(), k_n, 1.0f);
  cudaEventRecord(streams.event, streams.first);
  if (slip != Slip::no_event_wait) cudaStreamWaitEvent(streams.second, streams.event, 0);
  launch(fill, 3, 64, 0, streams.second, b.data(), k_n, 2.0f);
  launch(add, 3, 64, 0, streams.second, b.data(), a.data(), k_n);
  std::vector<float> host(k_n, -1);
  cudaMemcpyAsync(host.data(), b.data(), k_n * sizeof(float), cudaMemcpyDeviceToHost, streams.second);
  if (slip != Slip::no_stream_wait) cudaStreamSynchronize(streams.second);
  const bool right = all_are(host, 3);
  cudaDeviceSynchronize();
  return right;
}

TEST(Streams, KeepWhatEventsPromise) {
  in_every_order(50, [] { EXPECT_TRUE(sum_over_two_streams(Slip::none)); });
}
TEST(Streams, PromiseNothingWithoutAWait) {
  int wrong = 0;
  in_every_order(50, [&] {
    EXPECT_FALSE(sum_over_two_streams(Slip::no_stream_wait));
    wrong += sum_over_two_streams(Slip::no_event_wait) ? 0 : 1;
  });
  EXPECT_GE(wrong, 1);  // the other stream may have come first by chance, as on a GPU
}
TEST(Streams, WithoutAnEventOftenComeInTheWrongOrder) {
  if (shoal::test::k_thread_sanitizer || shoal::test::k_address_sanitizer) GTEST_SKIP() << "needs many seeds";
  int wrong = 0;
  in_every_order(50, [&] { wrong += sum_over_two_streams(Slip::no_event_wait) ? 0 : 1; });
  EXPECT_GE(wrong, 15);
}

/// a = 1 in `first`, then a copy to b in `second`, without an event.
bool copied_across(cudaStream_t first, cudaStream_t second) {
  const OnDevice<float> a(k_n), b(k_n);
  launch(fill, 3, 64, 0, first, a.data(), k_n, 1.0f);
  cudaMemcpyAsync(b.data(), a.data(), k_n * sizeof(float), cudaMemcpyDeviceToDevice, second);
  cudaStreamSynchronize(second);
  std::vector<float> host(k_n);
  cudaMemcpyAsync(host.data(), b.data(), k_n * sizeof(float), cudaMemcpyDeviceToHost, second);
  cudaStreamSynchronize(second);
  cudaDeviceSynchronize();
  return all_are(host, 1);
}

TEST(DefaultStream, IsOrderedAgainstBlockingStreams) {
  const Streams blocking(cudaStreamDefault), apart;
  int wrong = 0;
  in_every_order(50, [&] {
    EXPECT_TRUE(copied_across(blocking.first, nullptr));
    EXPECT_TRUE(copied_across(nullptr, blocking.first));
    wrong += copied_across(apart.first, nullptr) ? 0 : 1;
    wrong += copied_across(nullptr, apart.first) ? 0 : 1;
  });
  EXPECT_GE(wrong, 1);  // a non-blocking stream is not
}

TEST(Copies, FromPageableMemoryHaveReadItOnReturn) {
  const Streams streams;
  const OnDevice<float> a(k_n);
  std::vector<float> host(k_n, 5);
  cudaMemcpyAsync(a.data(), host.data(), k_n * sizeof(float), cudaMemcpyHostToDevice, streams.first);
  host.assign(k_n, 6);
  cudaStreamSynchronize(streams.first);
  EXPECT_TRUE(all_are(a.values(), 5));
}
TEST(Copies, FromPinnedMemoryReadItLater) {
  const Streams streams;
  const OnDevice<float> a(k_n);
  float* pinned = nullptr;
  ASSERT_EQ(cudaMallocHost(reinterpret_cast<void**>(&pinned), k_n * sizeof(float)), cudaSuccess);
  std::fill(pinned, pinned + k_n, 5.0f);
  cudaMemcpyAsync(a.data(), pinned, k_n * sizeof(float), cudaMemcpyHostToDevice, streams.first);
  std::fill(pinned, pinned + k_n, 6.0f);
  cudaStreamSynchronize(streams.first);
  EXPECT_TRUE(all_are(a.values(), 6));
  cudaFreeHost(pinned);
}

TEST(Copies, OfPitchedRows) {
  const std::vector<int> matrix = {1, 2, 3, 4, 5, 6};  // 2 x 3
  int* device = nullptr;
  std::size_t pitch = 0;
  ASSERT_EQ(cudaMallocPitch(reinterpret_cast<void**>(&device), &pitch, 3 * sizeof(int), 2), cudaSuccess);
  EXPECT_EQ(cudaMemcpy2D(device, pitch, matrix.data(), 3 * sizeof(int), 3 * sizeof(int), 2, cudaMemcpyHostToDevice),
            cudaSuccess);
  std::vector<int> back(6);
  EXPECT_EQ(cudaMemcpy2D(back.data(), 2 * sizeof(int), device, pitch, 2 * sizeof(int), 2, cudaMemcpyDeviceToHost),
            cudaSuccess);
  EXPECT_EQ(back, (std::vector<int>{1, 2, 4, 5, 0, 0}));
  cudaFree(device);
}

TEST(Copies, OfTheWrongKindAreRefused) {
  const OnDevice<int> device(4);
  int host[4] = {};
  EXPECT_EQ(cudaMemcpy(host, device.data(), 16, cudaMemcpyHostToDevice), cudaErrorInvalidValue);
  EXPECT_EQ(cudaGetLastError(), cudaErrorInvalidValue);
  EXPECT_EQ(cudaMemcpy(host, device.data(), 16, cudaMemcpyDefault), cudaSuccess);
}

TEST(Events, TellWhenTheyAreReached) {
  const Streams streams;
  const OnDevice<float> a(k_n);
  cudaEvent_t start, end;
  cudaEventCreate(&start);
  cudaEventCreate(&end);
  cudaEventRecord(start, streams.first);
  for (int i = 0; i < 5; ++i) launch(fill, 1, 32, 0, streams.first, a.data(), k_n, 1.0f);
  cudaEventRecord(end, streams.first);
  float milliseconds = -1;
  EXPECT_EQ(cudaEventQuery(end), cudaErrorNotReady);
  EXPECT_EQ(cudaEventElapsedTime(&milliseconds, start, end), cudaErrorNotReady);
  EXPECT_EQ(cudaEventSynchronize(end), cudaSuccess);
  EXPECT_EQ(cudaEventQuery(end), cudaSuccess);
  EXPECT_EQ(cudaEventElapsedTime(&milliseconds, start, end), cudaSuccess);
  EXPECT_GE(milliseconds, 0);
  EXPECT_EQ(cudaStreamQuery(streams.first), cudaSuccess);
  cudaEventDestroy(start);
  cudaEventDestroy(end);
}

// Several fits at the same time, each from a thread of its own.
TEST(HostThreads, MayUseTheDeviceAtTheSameTime) {
  std::vector<std::thread> threads;
  std::vector<int> wrong(4);
  for (std::size_t t = 0; t < wrong.size(); ++t)
    threads.emplace_back([&wrong, t] {
      for (int i = 0; i < (shoal::test::k_thread_sanitizer ? 3 : 20); ++i)
        wrong[t] += sum_over_two_streams(Slip::none) ? 0 : 1;
    });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(wrong, std::vector<int>(4));
}

}  // namespace
}  // namespace simt::test
