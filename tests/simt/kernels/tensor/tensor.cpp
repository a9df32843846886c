// The host twins of the tensor-core wrappers: fragment layouts as tables, products against plain loops.
#include <cmath>
#include <cstdlib>
#include <random>

#include "cuda/simt/cp_async.hpp"
#include "cuda/simt/mma.hpp"
#include "emulated.hpp"

namespace simt::test {
namespace {

/// Who holds an element: lane and register, and which half of the register.
struct Holder {
  int lane;
  int reg;
  int half;
};

// The figures of the PTX ISA for mma.m16n8k*, read off column by column for the first row of A (rows below it: 4 lanes
// on; from row 8 on the next register) and row by row for the first column of B (columns beyond it: 4 lanes on).
constexpr int k_pair_lane[16] = {0, 0, 1, 1, 2, 2, 3, 3, 0, 0, 1, 1, 2, 2, 3, 3};
constexpr int k_pair_half[16] = {0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1};
constexpr int k_pair_reg_a[16] = {0, 0, 0, 0, 0, 0, 0, 0, 2, 2, 2, 2, 2, 2, 2, 2};
constexpr int k_pair_reg_b[16] = {0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1};
constexpr int k_sum_lane[8] = {0, 0, 1, 1, 2, 2, 3, 3};
constexpr int k_sum_reg[8] = {0, 1, 0, 1, 0, 1, 0, 1};

Holder holder_of_a(int row, int k) {
  return {k_pair_lane[k] + 4 * (row % 8), k_pair_reg_a[k] + row / 8, k_pair_half[k]};
}
Holder holder_of_b(int k, int col) { return {k_pair_lane[k] + 4 * col, k_pair_reg_b[k], k_pair_half[k]}; }
Holder holder_of_sum(int row, int col) { return {k_sum_lane[col] + 4 * (row % 8), k_sum_reg[col] + 2 * (row / 8), 0}; }

/// a: 32 x 4 registers, b: 32 x 2, c and d: 32 x 4.
__global__ void multiply(int depth, const std::uint32_t* a, const std::uint32_t* b, const float* c, float* d) {
  const unsigned lane = threadIdx.x;
  const std::uint32_t a4[4] = {a[4 * lane], a[4 * lane + 1], a[4 * lane + 2], a[4 * lane + 3]};
  const std::uint32_t b2[2] = {b[2 * lane], b[2 * lane + 1]};
  const std::uint32_t a2[2] = {a4[0], a4[1]}, b1[1] = {b2[0]};
  float sum[4] = {c[4 * lane], c[4 * lane + 1], c[4 * lane + 2], c[4 * lane + 3]};
  if (depth == 16) mma_m16n8k16_f16(sum, a4, b2, sum);
  if (depth == 8) mma_m16n8k8_f16(sum, a2, b1, sum);
  for (unsigned r = 0; r < 4; ++r) d[4 * lane + r] = sum[r];
}

std::uint32_t bits_of(float value) { return pack_half2(value, 0.0f) & 0xffff; }
void put(std::vector<std::uint32_t>& registers, int per_lane, Holder holder, std::uint32_t bits) {
  registers[static_cast<std::size_t>(holder.lane * per_lane + holder.reg)] |= bits << (16 * holder.half);
}

void expect_product(int depth, unsigned seed) {
  // Small whole numbers: every product and sum is exact, so any order of adding gives the same.
  std::mt19937 random(seed);
  std::uniform_int_distribution<int> whole(-15, 15);
  std::vector<float> a(16 * 16), b(16 * 8), c(32 * 4);
  std::vector<std::uint32_t> a_registers(32 * 4), b_registers(32 * 2);
  for (int row = 0; row < 16; ++row) {
    for (int k = 0; k < depth; ++k) {
      const float value = a[static_cast<std::size_t>(16 * row + k)] = static_cast<float>(whole(random));
      put(a_registers, 4, holder_of_a(row, k), bits_of(value));
    }
  }
  for (int k = 0; k < depth; ++k) {
    for (int col = 0; col < 8; ++col) {
      const float value = b[static_cast<std::size_t>(8 * k + col)] = static_cast<float>(whole(random));
      put(b_registers, 2, holder_of_b(k, col), bits_of(value));
    }
  }
  for (float& v : c) v = static_cast<float>(whole(random));
  const OnDevice<std::uint32_t> da(a_registers), db(b_registers);
  const OnDevice<float> dc(c), dd(32 * 4);
  ASSERT_EQ(run(multiply, 1, 32, 0, depth, da.data(), db.data(), dc.data(), dd.data()), "");
  const auto got = dd.values();
  for (int row = 0; row < 16; ++row) {
    for (int col = 0; col < 8; ++col) {
      const Holder holder = holder_of_sum(row, col);
      const auto at = static_cast<std::size_t>(4 * holder.lane + holder.reg);
      float wanted = c[at];
      for (int k = 0; k < depth; ++k)
        wanted += a[static_cast<std::size_t>(16 * row + k)] * b[static_cast<std::size_t>(8 * k + col)];
      ASSERT_EQ(got[at], wanted) << row << ", " << col;
    }
  }
}

TEST(Mma, GivesThePlainProduct) {
  for (const int depth : {16, 8}) {
    SCOPED_TRACE(depth);
    for (unsigned seed = 1; seed <= 5; ++seed) in_every_order(2, [&] { expect_product(depth, seed); });
  }
}

__global__ void half_a_warp(float* out) {
  const std::uint32_t a[2] = {}, b[1] = {};
  float d[4] = {};
  if (threadIdx.x < 16) mma_m16n8k8_f16(d, a, b, d);
  if (threadIdx.x >= 16) out[threadIdx.x] = __shfl_sync(0xffffffffu, d[0], 0);
}
TEST(Mma, OfHalfAWarpIsReported) {
  const OnDevice<float> out(32);
  EXPECT_NE(run(half_a_warp, 1, 32, 0, out.data()).find("different warp collectives"), std::string::npos);
}

TEST(Half, PacksLowFirst) {
  EXPECT_EQ(pack_half2(1.0f, -2.0f), 0xc0003c00u);
  EXPECT_EQ(pack_half2(2049.0f, 2051.0f), 0x68026800u);  // ties to even: 2048 and 2052
}

/// tiles: 32 rows of 8 values, row r of tile i in row 8 i + r.
template <int Tiles, bool Transposed>
__global__ void load_tiles(const std::uint16_t* tiles, std::uint32_t* out) {
  SIMT_SHARED(std::uint16_t, rows, [32][8]);
  const unsigned lane = threadIdx.x;
  for (unsigned j = 0; j < 8; ++j) rows[lane][j] = tiles[8 * lane + j];
  __syncwarp();
  std::uint32_t r[Tiles];
  if constexpr (Tiles == 2) {
    ldmatrix_x2(r, lane < 16 ? &rows[lane][0] : nullptr);
  } else if constexpr (Transposed) {
    ldmatrix_x4_trans(r, &rows[lane][0]);
  } else {
    ldmatrix_x4(r, &rows[lane][0]);
  }
  for (unsigned i = 0; i < Tiles; ++i) out[Tiles * lane + i] = r[i];
}

template <int Tiles, bool Transposed>
void expect_tiles() {
  std::vector<std::uint16_t> tiles(256);
  for (std::size_t i = 0; i < tiles.size(); ++i) tiles[i] = static_cast<std::uint16_t>(7 * i + 3);
  const OnDevice<std::uint16_t> in(tiles);
  const OnDevice<std::uint32_t> out(32 * Tiles);
  ASSERT_EQ((run(load_tiles<Tiles, Transposed>, 1, 32, 0, in.data(), out.data())), "");
  const auto got = out.values();
  for (int tile = 0; tile < Tiles; ++tile) {
    for (int row = 0; row < 8; ++row) {
      for (int col = 0; col < 8; ++col) {
        // PTX ISA, ldmatrix: row by row, four lanes a row, two values a lane; transposed: rows for columns.
        const int lane = Transposed ? 4 * col + k_sum_lane[row] : 4 * row + k_sum_lane[col];
        const int half = Transposed ? k_sum_reg[row] : k_sum_reg[col];
        const std::uint32_t value = got[static_cast<std::size_t>(Tiles * lane + tile)] >> (16 * half) & 0xffff;
        ASSERT_EQ(value, tiles[static_cast<std::size_t>(64 * tile + 8 * row + col)])
            << tile << " " << row << " " << col;
      }
    }
  }
}

TEST(Ldmatrix, HandsOutRows) {
  in_every_order(3, [] {
    expect_tiles<4, false>();
    expect_tiles<2, false>();
    expect_tiles<4, true>();
  });
}

__global__ void crooked_row(std::uint32_t* out) {
  SIMT_SHARED(std::uint16_t, rows, [33 * 8]);
  rows[threadIdx.x] = 0;
  __syncwarp();
  std::uint32_t r[4];
  ldmatrix_x4(r, &rows[8 * threadIdx.x + 4]);
  out[threadIdx.x] = r[0];
}
TEST(Ldmatrix, RefusesACrookedAddress) {
  const OnDevice<std::uint32_t> out(32);
  EXPECT_NE(run(crooked_row, 1, 32, 0, out.data()).find("multiple of 16"), std::string::npos);
}

__global__ void load_without_syncwarp(const std::uint16_t* in, std::uint32_t* out) {
  SIMT_SHARED(std::uint16_t, rows, [32][8]);
  for (unsigned j = 0; j < 8; ++j) rows[(threadIdx.x + 1) % 32][j] = in[j];
  std::uint32_t r[4];
  ldmatrix_x4(r, &rows[threadIdx.x][0]);
  out[threadIdx.x] = r[0];
}
TEST(Ldmatrix, ReadsInSightOfTheRaceDetector) {
  if (!shoal::test::k_thread_sanitizer) GTEST_SKIP() << "seen by the thread sanitizer alone";
  const OnDevice<std::uint16_t> in(8);
  const OnDevice<std::uint32_t> out(32);
  EXPECT_EXIT((run(load_without_syncwarp, 1, 32, 0, in.data(), out.data()), std::exit(0)), testing::ExitedWithCode(66),
              "ThreadSanitizer: data race");
}

__global__ void copy_valid_bytes(const unsigned char* in, unsigned char* out) {
  SIMT_SHARED(unsigned char, stage, [17 * 16]);
  const unsigned t = threadIdx.x;
  if (t < 17) {
    cp_async16_zfill(&stage[16 * t], in + 16 * t, t);
    cp_async_commit();
    cp_async_wait<0>();
    for (unsigned i = 0; i < 16; ++i) out[16 * t + i] = stage[16 * t + i];
  }
}
TEST(CpAsync, FillsWithZeros) {
  const OnDevice<unsigned char> in(17 * 16, 200), out(17 * 16);
  ASSERT_EQ(run(copy_valid_bytes, 1, 32, 0, in.data(), out.data()), "");
  for (unsigned t = 0; t < 17; ++t)
    for (unsigned i = 0; i < 16; ++i) ASSERT_EQ(out.values()[16 * t + i], i < t ? 200 : 0) << t << " " << i;
}

/// Groups land in the order of their commits; what was not committed never does.
__global__ void three_groups(const int4* in, int* out) {
  SIMT_SHARED(int4, stage, [3]);
  stage[0].x = stage[1].x = stage[2].x = -1;
  for (int i = 0; i < 3; ++i) {
    cp_async16(&stage[i], in + i);
    cp_async_commit();
  }
  cp_async_wait<2>();
  for (int i = 0; i < 3; ++i) out[i] = stage[i].x;
  cp_async_wait<1>();
  for (int i = 0; i < 3; ++i) out[3 + i] = stage[i].x;
  cp_async_wait<0>();
  for (int i = 0; i < 3; ++i) out[6 + i] = stage[i].x;
}
TEST(CpAsync, GroupsLandWhenWaitedFor) {
  const OnDevice<int4> in(std::vector<int4>{make_int4(1, 0, 0, 0), make_int4(2, 0, 0, 0), make_int4(3, 0, 0, 0)});
  const OnDevice<int> out(9);
  ASSERT_EQ(run(three_groups, 1, 1, 0, in.data(), out.data()), "");
  EXPECT_EQ(out.values(), (std::vector<int>{1, -1, -1, 1, 2, -1, 1, 2, 3}));
}

__global__ void never_waits(const int4* in, int mistake) {
  SIMT_SHARED(int4, stage, [2]);
  if (mistake == 0) {
    cp_async16(&stage[0], in);
    cp_async_commit();
  } else if (mistake == 1) {
    cp_async16(&stage[0], in);  // not committed
    cp_async_wait<0>();
  } else {
    cp_async16(reinterpret_cast<char*>(&stage[0]) + 8, in);
  }
}
TEST(CpAsync, MistakesAreReported) {
  const OnDevice<int4> in(1);
  EXPECT_NE(run(never_waits, 1, 1, 0, in.data(), 0).find("never waited for"), std::string::npos);
  EXPECT_NE(run(never_waits, 1, 1, 0, in.data(), 1).find("never waited for"), std::string::npos);
  EXPECT_NE(run(never_waits, 1, 1, 0, in.data(), 2).find("multiples of its size"), std::string::npos);
}

}  // namespace
}  // namespace simt::test
