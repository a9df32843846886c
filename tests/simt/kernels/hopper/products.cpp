// The twin of wgmma, alone and in a ring of stages, with the mistakes that such a ring invites.
#include <array>

#include "emulated.hpp"

namespace shoal::cuda {
namespace {

constexpr int k_rows = 64, k_columns = 128;

enum class Mistake {
  none,
  expects_nothing,           // the producer does not announce the bytes
  does_not_wait_for_tiles,   // the warpgroup multiplies what may not be there
  waits_for_other_parity,    // of the phase before
  releases_before_product,   // a stage is given back while wgmma may still read it
  does_not_wait_for_product  // sums are read while wgmma may still write them
};

/// out[row * 128 + column] = A (64 x 64 chunks) B^T (128 x 64 chunks): one warpgroup, and a warp that feeds a ring of two
/// stages. `holders`: which thread and register held an element, as 64 thread + register.
__global__ void multiply(const __grid_constant__ simt::TensorMap a, const __grid_constant__ simt::TensorMap b,
                         int chunks, Mistake mistake, float* out, int* holders) {
  constexpr int k_stages = 2, k_a = k_rows * 128, k_stage = (k_rows + k_columns) * 128;
  auto* start = simt::dynamic_smem<unsigned char>();
  unsigned char* ring = start + (0u - simt::smem_address(start)) % 1024;
  SIMT_SHARED(simt::Mbarrier, full, [2]);
  SIMT_SHARED(simt::Mbarrier, empty, [2]);
  if (threadIdx.x == 0) {
    for (int s = 0; s < k_stages; ++s) {
      simt::mbarrier_init(&full[s], 1);
      simt::mbarrier_init(&empty[s], 4);
    }
    simt::fence_mbarrier_init();
  }
  __syncthreads();
  if (threadIdx.x == 128) {
    for (int chunk = 0; chunk < chunks; ++chunk) {
      const int s = chunk % k_stages;
      simt::mbarrier_wait(&empty[s], static_cast<unsigned>(chunk / k_stages & 1) ^ 1);
      if (mistake == Mistake::expects_nothing) {
        simt::mbarrier_arrive(&full[s]);
      } else {
        simt::mbarrier_arrive_expect(&full[s], k_stage);
      }
      simt::tma_load(ring + s * k_stage, a, 64 * chunk, 0, &full[s]);
      simt::tma_load(ring + s * k_stage + k_a, b, 64 * chunk, 0, &full[s]);
    }
  }
  if (threadIdx.x >= 128) return;
  float sums[64] = {};
  for (int chunk = 0; chunk < chunks; ++chunk) {
    const int s = chunk % k_stages;
    const unsigned parity = static_cast<unsigned>(chunk / k_stages & 1);
    if (mistake == Mistake::waits_for_other_parity) {
      simt::mbarrier_wait(&full[s], parity ^ 1);
    } else if (mistake != Mistake::does_not_wait_for_tiles) {
      simt::mbarrier_wait(&full[s], parity);
    }
    const std::uint64_t tile_a = simt::wgmma_descriptor(ring + s * k_stage);
    const std::uint64_t tile_b = simt::wgmma_descriptor(ring + s * k_stage + k_a);
    simt::wgmma_fence();
    for (unsigned k = 0; k < 4; ++k)
      simt::wgmma_m64n128k16_f16(sums, tile_a + k * simt::k_descriptor_step, tile_b + k * simt::k_descriptor_step,
                                 chunk > 0 || k > 0);
    simt::wgmma_commit();
    if (mistake == Mistake::releases_before_product && threadIdx.x % 32 == 0) simt::mbarrier_arrive(&empty[s]);
    if (mistake == Mistake::releases_before_product) {
      simt::wgmma_wait<1>();
    } else if (mistake != Mistake::does_not_wait_for_product || chunk + 1 < chunks) {
      simt::wgmma_wait<0>();
    }
    if (mistake != Mistake::releases_before_product && threadIdx.x % 32 == 0) simt::mbarrier_arrive(&empty[s]);
  }
  if (mistake != Mistake::does_not_wait_for_product) simt::wgmma_wait<0>();
  simt::wgmma_settle(sums);
  const int lane = static_cast<int>(threadIdx.x % 32), warp = static_cast<int>(threadIdx.x / 32);
  for (int i = 0; i < 64; ++i) {
    const int row = 16 * warp + lane / 4 + 8 * (i / 2 % 2), column = 8 * (i / 4) + 2 * (lane % 4) + i % 2;
    out[row * k_columns + column] = sums[i];
    holders[row * k_columns + column] = 64 * static_cast<int>(threadIdx.x) + i;
  }
}

struct Result {
  std::string error;
  std::vector<float> sums;
  std::vector<int> holders;
  std::vector<float> expected;

  bool right() const { return error.empty() && sums == expected; }
};

Result run(int chunks, Mistake mistake) {
  const Stream stream;
  const int d = 64 * chunks;
  const auto a = exact_halves(k_rows * d, 1), b = exact_halves(k_columns * d, 2);
  Result result;
  for (int i = 0; i < k_rows; ++i) {
    for (int j = 0; j < k_columns; ++j) {
      float sum = 0;
      for (int k = 0; k < d; ++k)
        sum +=
            __half2float(a[static_cast<std::size_t>(i * d + k)]) * __half2float(b[static_cast<std::size_t>(j * d + k)]);
      result.expected.push_back(sum);
    }
  }
  const auto device_a = on_device(stream, a), device_b = on_device(stream, b);
  Buffer<float> out(k_rows * k_columns);
  Buffer<int> holders(k_rows * k_columns);
  simt::TensorMap map_a, map_b;
  EXPECT_EQ(simt::make_tensor_map(map_a, device_a.data(), k_rows, d, d, k_rows), cudaSuccess);
  EXPECT_EQ(simt::make_tensor_map(map_b, device_b.data(), k_columns, d, d, k_columns), cudaSuccess);
  constexpr std::size_t k_smem = 2 * (k_rows + k_columns) * 128 + 1024;
  EXPECT_EQ(
      simt::launch(&multiply, 1, 160, k_smem, stream.get(), map_a, map_b, chunks, mistake, out.data(), holders.data()),
      cudaSuccess);
  result.error = what_failed(stream);
  if (!result.error.empty()) return result;
  result.sums = on_host(stream, out);
  result.holders = on_host(stream, holders);
  return result;
}

TEST(Wgmma, MultipliesInEveryOrder) {
  for (const int chunks : {1, 2, 5})
    in_every_order([&] {
      const Result got = run(chunks, Mistake::none);
      EXPECT_EQ(got.error, "");
      EXPECT_EQ(got.sums, got.expected);
    });
}

// From the figure of the accumulator of wgmma.m64nNk16: thread and register of some elements of D.
TEST(Wgmma, HandsOutSumsAsTheFigureHasThem) {
  struct Element {
    int row, column, thread, reg;
  };
  constexpr std::array<Element, 12> k_figure{{{0, 0, 0, 0},
                                              {0, 1, 0, 1},
                                              {0, 2, 1, 0},
                                              {0, 7, 3, 1},
                                              {1, 0, 4, 0},
                                              {7, 6, 31, 0},
                                              {8, 0, 0, 2},
                                              {8, 1, 0, 3},
                                              {0, 8, 0, 4},
                                              {16, 0, 32, 0},
                                              {63, 127, 127, 63},
                                              {48, 120, 96, 60}}};
  const Result got = run(1, Mistake::none);
  ASSERT_TRUE(got.right()) << got.error;
  for (const Element& e : k_figure)
    EXPECT_EQ(got.holders[static_cast<std::size_t>(e.row * k_columns + e.column)], 64 * e.thread + e.reg)
        << e.row << " " << e.column;
}

/// A mistake must show in at least one order, or say in which none did.
void expect_caught(Mistake mistake) {
  const auto before = simt::control::options();
  auto impatient = before;
  impatient.idle_yields = 200'000;
  simt::control::set_options(impatient);
  int caught = 0;
  in_every_order([&] { caught += run(6, mistake).right() ? 0 : 1; });
  simt::control::set_options(before);
  EXPECT_GE(caught, 3) << "of 5 orders";
}

TEST(Mistakes, BytesNotExpected) { expect_caught(Mistake::expects_nothing); }
TEST(Mistakes, TilesNotWaitedFor) { expect_caught(Mistake::does_not_wait_for_tiles); }
TEST(Mistakes, WrongParity) { expect_caught(Mistake::waits_for_other_parity); }
TEST(Mistakes, StageReleasedEarly) { expect_caught(Mistake::releases_before_product); }
TEST(Mistakes, ProductNotWaitedFor) { expect_caught(Mistake::does_not_wait_for_product); }

}  // namespace
}  // namespace shoal::cuda
