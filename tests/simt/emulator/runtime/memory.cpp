// Memory, errors and the device model.
#include "emulated.hpp"

namespace simt::test {
namespace {

TEST(DeviceMemory, HoldsGarbageAtFirst) {
  unsigned char* memory = nullptr;
  ASSERT_EQ(cudaMalloc(reinterpret_cast<void**>(&memory), 100), cudaSuccess);
  std::vector<unsigned char> host(100);
  cudaMemcpy(host.data(), memory, 100, cudaMemcpyDeviceToHost);
  EXPECT_EQ(host, std::vector<unsigned char>(100, 0xff));
  cudaMemset(memory, 7, 50);
  cudaMemcpy(host.data(), memory, 100, cudaMemcpyDeviceToHost);
  EXPECT_EQ(host[49], 7);
  EXPECT_EQ(host[50], 0xff);
  EXPECT_EQ(cudaFree(memory), cudaSuccess);
}

TEST(DeviceMemory, HasABudget) {
  const control::DeviceModel before = control::device();
  control::DeviceModel small = before;
  small.memory_bytes = 1000;
  control::set_device(small);
  void *first = nullptr, *second = nullptr;
  EXPECT_EQ(cudaMalloc(&first, 600), cudaSuccess);
  std::size_t free_bytes = 0, total = 0;
  EXPECT_EQ(cudaMemGetInfo(&free_bytes, &total), cudaSuccess);
  EXPECT_EQ(free_bytes, 400u);
  EXPECT_EQ(total, 1000u);
  EXPECT_EQ(cudaMalloc(&second, 401), cudaErrorMemoryAllocation);
  EXPECT_EQ(second, nullptr);
  EXPECT_EQ(cudaGetLastError(), cudaErrorMemoryAllocation);
  EXPECT_EQ(cudaGetLastError(), cudaSuccess);
  EXPECT_EQ(cudaMalloc(&second, 400), cudaSuccess);
  cudaFree(first);
  cudaFree(second);
  control::set_device(before);
}

TEST(DeviceMemory, FailsWhenToldTo) {
  control::fail_allocation(2);
  void* memory[3] = {};
  EXPECT_EQ(cudaMalloc(&memory[0], 8), cudaSuccess);
  EXPECT_EQ(cudaMalloc(&memory[1], 8), cudaErrorMemoryAllocation);
  EXPECT_EQ(cudaMalloc(&memory[2], 8), cudaSuccess);
  cudaGetLastError();
  for (void* m : memory) EXPECT_EQ(cudaFree(m), cudaSuccess);
}

TEST(DeviceMemory, IsFreedOnce) {
  void* memory = nullptr;
  ASSERT_EQ(cudaMalloc(&memory, 8), cudaSuccess);
  EXPECT_EQ(cudaFree(memory), cudaSuccess);
  EXPECT_EQ(cudaFree(memory), cudaErrorInvalidValue);
  EXPECT_EQ(cudaFree(nullptr), cudaSuccess);
  int on_stack = 0;
  EXPECT_EQ(cudaFree(&on_stack), cudaErrorInvalidValue);
  cudaGetLastError();
}

TEST(PinnedMemory, IsRegisteredOnce) {
  std::vector<char> memory(4096);
  EXPECT_EQ(cudaHostRegister(memory.data(), memory.size(), 0), cudaSuccess);
  EXPECT_EQ(cudaHostRegister(memory.data(), memory.size(), 0), cudaErrorHostMemoryAlreadyRegistered);
  EXPECT_EQ(cudaHostUnregister(memory.data()), cudaSuccess);
  EXPECT_EQ(cudaHostUnregister(memory.data()), cudaErrorHostMemoryNotRegistered);
  cudaGetLastError();
}

TEST(PinnedMemory, FailsWhenToldTo) {
  control::fail_pinning(2);
  void* memory[3] = {};
  EXPECT_EQ(cudaMallocHost(&memory[0], 8), cudaSuccess);
  EXPECT_EQ(cudaMallocHost(&memory[1], 8), cudaErrorMemoryAllocation);
  EXPECT_EQ(memory[1], nullptr);
  EXPECT_EQ(cudaMallocHost(&memory[2], 8), cudaSuccess);
  cudaGetLastError();
  for (void* m : memory) EXPECT_EQ(cudaFreeHost(m), cudaSuccess);
}

TEST(DeviceModel, IsToldToTheProgram) {
  const control::DeviceModel before = control::device();
  control::set_device({7, 5, 40, std::size_t{8} << 30});
  cudaDeviceProp properties{};
  ASSERT_EQ(cudaGetDeviceProperties(&properties, 0), cudaSuccess);
  EXPECT_EQ(properties.major, 7);
  EXPECT_EQ(properties.minor, 5);
  EXPECT_EQ(properties.multiProcessorCount, 40);
  EXPECT_EQ(properties.sharedMemPerBlockOptin, 64u << 10);
  int value = 0;
  ASSERT_EQ(cudaDeviceGetAttribute(&value, cudaDevAttrMaxSharedMemoryPerBlockOptin, 0), cudaSuccess);
  EXPECT_EQ(value, 64 << 10);
  ASSERT_EQ(cudaOccupancyMaxActiveBlocksPerMultiprocessor(&value, nullptr, 256, 0), cudaSuccess);
  EXPECT_EQ(value, 4);
  control::set_device(before);
  ASSERT_EQ(cudaOccupancyMaxActiveBlocksPerMultiprocessor(&value, nullptr, 256, 100 << 10), cudaSuccess);
  EXPECT_EQ(value, 2);
  EXPECT_EQ(cudaGetDeviceProperties(&properties, 1), cudaErrorInvalidDevice);
  cudaGetLastError();
}

TEST(Errors, HaveNamesAndTexts) {
  EXPECT_STREQ(cudaGetErrorName(cudaErrorMemoryAllocation), "cudaErrorMemoryAllocation");
  EXPECT_STREQ(cudaGetErrorString(cudaErrorMemoryAllocation), "out of memory");
  EXPECT_STREQ(cudaGetErrorString(cudaSuccess), "no error");
}

}  // namespace
}  // namespace simt::test
