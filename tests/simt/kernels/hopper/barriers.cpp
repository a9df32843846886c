// The twins of mbarrier and TMA.
#include <algorithm>

#include "emulated.hpp"

namespace shoal::cuda {
namespace {

constexpr int k_box_rows = 16;

/// Brings one box and copies shared memory out as it lies there.
__global__ void bring_box(const __grid_constant__ simt::TensorMap map, int column, int row, __half* out) {
  auto* start = simt::dynamic_smem<unsigned char>();
  auto* tile = reinterpret_cast<__half*>(start + (0u - simt::smem_address(start)) % 1024);
  SIMT_SHARED(simt::Mbarrier, arrived);
  if (threadIdx.x == 0) {
    simt::mbarrier_init(&arrived, 1);
    simt::fence_mbarrier_init();
    simt::mbarrier_arrive_expect(&arrived, k_box_rows * 128);
    simt::tma_load(tile, map, column, row, &arrived);
  }
  __syncthreads();
  simt::mbarrier_wait(&arrived, 0);
  for (unsigned i = threadIdx.x; i < k_box_rows * 64; i += blockDim.x) out[i] = tile[i];
}

std::vector<float> box(int rows, int columns, int column, int row) {
  const Stream stream;
  std::vector<__half> values(static_cast<std::size_t>(rows * columns));
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = __float2half(static_cast<float>(i + 1));
  const auto matrix = on_device(stream, values);
  Buffer<__half> out(k_box_rows * 64);
  simt::TensorMap map;
  EXPECT_EQ(simt::make_tensor_map(map, matrix.data(), rows, columns, columns, k_box_rows), cudaSuccess);
  EXPECT_EQ(simt::launch(&bring_box, 1, 32, k_box_rows * 128 + 1024, stream.get(), map, column, row, out.data()),
            cudaSuccess);
  std::vector<float> got;
  for (const __half v : on_host(stream, out)) got.push_back(__half2float(v));
  return got;
}

// The 16-byte units of eight rows, written out from the figure of the 128-byte swizzle.
constexpr int k_unit_at[8][8] = {{0, 1, 2, 3, 4, 5, 6, 7}, {1, 0, 3, 2, 5, 4, 7, 6}, {2, 3, 0, 1, 6, 7, 4, 5},
                                 {3, 2, 1, 0, 7, 6, 5, 4}, {4, 5, 6, 7, 0, 1, 2, 3}, {5, 4, 7, 6, 1, 0, 3, 2},
                                 {6, 7, 4, 5, 2, 3, 0, 1}, {7, 6, 5, 4, 3, 2, 1, 0}};

void expect_box(int rows, int columns, int column, int row) {
  const auto got = box(rows, columns, column, row);
  for (int r = 0; r < k_box_rows; ++r) {
    for (int place = 0; place < 64; ++place) {
      const int from_row = row + r, from_column = column + 8 * k_unit_at[r % 8][place / 8] + place % 8;
      const bool inside = from_row < rows && from_column < columns;
      const int value = inside ? from_row * columns + from_column + 1 : 0;
      ASSERT_EQ(got[static_cast<std::size_t>(64 * r + place)], static_cast<float>(value)) << r << " " << place;
    }
  }
}

TEST(Tma, SwizzlesABox) { expect_box(16, 64, 0, 0); }
TEST(Tma, TakesABoxFromTheMiddle) { expect_box(20, 80, 8, 2); }
TEST(Tma, FillsWithZerosOutsideOfTheMatrix) { expect_box(21, 72, 64, 16); }
TEST(Tma, FillsWithZerosFarOutside) { expect_box(8, 64, 64, 16); }

TEST(TensorMap, RefusesWhatTheHardwareRefuses) {
  const Stream stream;
  const auto matrix = on_device(stream, std::vector<__half>(4096));
  simt::TensorMap map;
  EXPECT_EQ(simt::make_tensor_map(map, matrix.data(), 8, 64, 64, 64), cudaSuccess);
  EXPECT_NE(simt::make_tensor_map(map, matrix.data(), 8, 60, 60, 64), cudaSuccess) << "stride";
  EXPECT_NE(simt::make_tensor_map(map, matrix.data() + 1, 8, 56, 64, 64), cudaSuccess) << "address";
  EXPECT_NE(simt::make_tensor_map(map, matrix.data(), 8, 64, 64, 257), cudaSuccess) << "box";
  EXPECT_NE(simt::make_tensor_map(map, matrix.data(), 0, 64, 64, 64), cudaSuccess) << "rows";
}

enum class Use { right, no_init, one_arrival_too_many, nothing_expected, less_expected, nobody_arrives };

/// One warp waits for lane 0, who hands a value over in shared memory; and for a box.
__global__ void use_barrier(const __grid_constant__ simt::TensorMap map, Use use, int* out) {
  auto* start = simt::dynamic_smem<unsigned char>();
  auto* tile = reinterpret_cast<__half*>(start + (0u - simt::smem_address(start)) % 1024);
  SIMT_SHARED(simt::Mbarrier, handed);
  SIMT_SHARED(int, value);
  if (threadIdx.x == 0) {
    if (use != Use::no_init) simt::mbarrier_init(&handed, 1);
    simt::fence_mbarrier_init();
  }
  __syncthreads();
  for (unsigned phase = 0; phase < 4; ++phase) {
    if (threadIdx.x == 0 && use != Use::nobody_arrives) {
      value = static_cast<int>(phase) * 10;
      const int expected = use == Use::nothing_expected ? 0 : use == Use::less_expected ? 1024 : 2048;
      if (expected > 0) simt::mbarrier_arrive_expect(&handed, static_cast<unsigned>(expected));
      if (expected == 0 || use == Use::one_arrival_too_many) simt::mbarrier_arrive(&handed);
      simt::tma_load(tile, map, 0, 0, &handed);
    }
    simt::mbarrier_wait(&handed, phase & 1);
    out[32 * phase + threadIdx.x] = value + (__half2float(tile[0]) == 1.0f ? 1 : 0);
    __syncthreads();
  }
}

std::string use(Use how, std::vector<int>& got) {
  const Stream stream;
  const auto matrix = on_device(stream, std::vector<__half>(16 * 64, __float2half(1.0f)));
  Buffer<int> out(128);
  simt::TensorMap map;
  EXPECT_EQ(simt::make_tensor_map(map, matrix.data(), 16, 64, 64, k_box_rows), cudaSuccess);
  const auto status = simt::launch(&use_barrier, 1, 32, 3072, stream.get(), map, how, out.data());
  std::string error = what_failed(stream);
  if (status != cudaSuccess && error.empty()) error = "refused";
  if (error.empty()) got = on_host(stream, out);
  return error;
}

TEST(Mbarrier, CountsThreadsAndBytesPhaseAfterPhase) {
  in_every_order([] {
    std::vector<int> got;
    ASSERT_EQ(use(Use::right, got), "");
    for (int i = 0; i < 128; ++i) ASSERT_EQ(got[static_cast<std::size_t>(i)], i / 32 * 10 + 1);
  });
}

TEST(Mbarrier, ReportsWrongCounts) {
  std::vector<int> got;
  EXPECT_NE(use(Use::no_init, got).find("before mbarrier_init"), std::string::npos);
  EXPECT_NE(use(Use::one_arrival_too_many, got).find("more arrivals"), std::string::npos);
  // Where nobody waits for the bytes before the last phase ends, they show in what was read instead.
  const std::string unexpected = use(Use::nothing_expected, got);
  if (unexpected.empty()) {
    EXPECT_TRUE(std::ranges::any_of(got, [](int value) { return value % 10 != 1; })) << "the box was never missed";
  } else {
    EXPECT_NE(unexpected.find("nobody expects"), std::string::npos);
  }
  EXPECT_NE(use(Use::less_expected, got).find("nobody expects"), std::string::npos);
}

TEST(Mbarrier, ReportsAWaitThatNeverEnds) {
  const auto before = simt::control::options();
  auto impatient = before;
  impatient.idle_yields = 100'000;
  simt::control::set_options(impatient);
  std::vector<int> got;
  EXPECT_NE(use(Use::nobody_arrives, got).find("no progress"), std::string::npos);
  simt::control::set_options(before);
}

}  // namespace
}  // namespace shoal::cuda
