// Warp collectives against the PTX ISA's definitions.
#include <algorithm>
#include <array>

#include "emulated.hpp"

namespace simt::test {
namespace {

enum class Mode { index, up, down, butterfly };

__global__ void shuffle_all(Mode mode, unsigned mask, int operand, int width, int* out) {
  const int lane = static_cast<int>(threadIdx.x);
  if ((mask >> lane & 1) == 0) return;
  const int value = 100 + lane;
  int got = 0;
  if (mode == Mode::index) got = __shfl_sync(mask, value, operand, width);
  if (mode == Mode::up) got = __shfl_up_sync(mask, value, static_cast<unsigned>(operand), width);
  if (mode == Mode::down) got = __shfl_down_sync(mask, value, static_cast<unsigned>(operand), width);
  if (mode == Mode::butterfly) got = __shfl_xor_sync(mask, value, operand, width);
  out[lane] = got;
}

/// The pseudo code of shfl.sync in the PTX ISA, with the segment mask and clamp that CUDA C++ makes of a width.
int source_by_ptx(Mode mode, int lane, int operand, int width) {
  const int segment_mask = 32 - width, clamp = mode == Mode::up ? 0 : 31;
  const int max_lane = (lane & segment_mask) | (clamp & (31 - segment_mask));
  const int min_lane = lane & segment_mask;
  int source = lane;
  bool in_range = false;
  if (mode == Mode::up) {
    source = lane - operand;
    in_range = source >= min_lane;
  } else if (mode == Mode::down) {
    source = lane + operand;
    in_range = source <= max_lane;
  } else if (mode == Mode::butterfly) {
    source = lane ^ operand;
    in_range = source <= max_lane;
  } else {
    source = min_lane | (operand & 31 & ~segment_mask);
    in_range = source <= max_lane;
  }
  return in_range ? source : lane;
}

TEST(Shuffles, FollowThePtxDefinition) {
  for (const Mode mode : {Mode::index, Mode::up, Mode::down, Mode::butterfly}) {
    for (const int width : {2, 4, 8, 16, 32}) {
      for (const int operand : {0, 1, 2, 3, 5, 8, 15, 16, 31}) {
        const OnDevice<int> out(32);
        ASSERT_EQ(run(shuffle_all, 1, 32, 0, mode, 0xffffffffu, operand, width, out.data()), "");
        const auto got = out.values();
        for (int lane = 0; lane < 32; ++lane)
          ASSERT_EQ(got[static_cast<std::size_t>(lane)], 100 + source_by_ptx(mode, lane, operand, width))
              << "lane " << lane << ", operand " << operand << ", width " << width << ", mode "
              << static_cast<int>(mode);
      }
    }
  }
}

TEST(Shuffles, OfSomeLanesOnly) {
  const OnDevice<int> out(32);
  ASSERT_EQ(run(shuffle_all, 1, 32, 0, Mode::down, 0x00ffff00u, 1, 8, out.data()), "");
  const auto got = out.values();
  for (int lane = 0; lane < 32; ++lane) {
    const bool named = lane >= 8 && lane < 24;
    ASSERT_EQ(got[static_cast<std::size_t>(lane)], named ? 100 + lane + (lane % 8 == 7 ? 0 : 1) : 0) << lane;
  }
}

template <class T>
__global__ void shuffle_type(T* out) {
  out[threadIdx.x] = __shfl_xor_sync(0xffffffffu, static_cast<T>(threadIdx.x), 1);
}
template <class T>
void expect_shuffles() {
  const OnDevice<T> out(32);
  ASSERT_EQ(run(shuffle_type<T>, 1, 32, 0, out.data()), "");
  for (unsigned lane = 0; lane < 32; ++lane) ASSERT_EQ(out.values()[lane], static_cast<T>(lane ^ 1));
}
TEST(Shuffles, OfEveryType) {
  expect_shuffles<int>();
  expect_shuffles<unsigned>();
  expect_shuffles<long long>();
  expect_shuffles<unsigned long long>();
  expect_shuffles<float>();
  expect_shuffles<double>();
}

constexpr std::array<unsigned, 5> k_masks = {0xffffffffu, 0x0000ffffu, 0x80000001u, 0x55555555u, 0x00012340u};

__global__ void votes(unsigned mask, unsigned true_lanes, unsigned* out) {
  const unsigned lane = threadIdx.x;
  if ((mask >> lane & 1) == 0) return;
  const int predicate = static_cast<int>(true_lanes >> lane & 1) * 7;
  out[3 * lane] = __ballot_sync(mask, predicate);
  out[3 * lane + 1] = static_cast<unsigned>(__any_sync(mask, predicate));
  out[3 * lane + 2] = static_cast<unsigned>(__all_sync(mask, predicate));
}

TEST(Votes, CountTheLanesOfTheMask) {
  for (const unsigned mask : k_masks) {
    for (const unsigned lanes : {0u, 0xffffffffu, 0x0f0f0f0fu, 0x80000000u}) {
      const OnDevice<unsigned> out(96);
      ASSERT_EQ(run(votes, 1, 32, 0, mask, lanes, out.data()), "");
      const auto got = out.values();
      for (unsigned lane = 0; lane < 32; ++lane) {
        if ((mask >> lane & 1) == 0) continue;
        ASSERT_EQ(got[3 * lane], lanes & mask);
        ASSERT_EQ(got[3 * lane + 1], (lanes & mask) != 0 ? 1u : 0u);
        ASSERT_EQ(got[3 * lane + 2], (lanes & mask) == mask ? 1u : 0u);
      }
    }
  }
}

__global__ void matches(unsigned mask, unsigned* out) {
  const unsigned lane = threadIdx.x;
  if ((mask >> lane & 1) != 0) out[lane] = __match_any_sync(mask, lane % 3);
}

TEST(Matches, NameTheLanesOfEqualValue) {
  for (const unsigned mask : k_masks) {
    const OnDevice<unsigned> out(32);
    ASSERT_EQ(run(matches, 1, 32, 0, mask, out.data()), "");
    for (unsigned lane = 0; lane < 32; ++lane) {
      unsigned wanted = 0;
      for (unsigned other = 0; other < 32; ++other)
        if ((mask >> other & 1) != 0 && other % 3 == lane % 3) wanted |= 1u << other;
      EXPECT_EQ(out.values()[lane], (mask >> lane & 1) != 0 ? wanted : 0u) << lane;
    }
  }
}

__global__ void reductions(unsigned mask, const int* in, int* signed_out, unsigned* unsigned_out) {
  const unsigned lane = threadIdx.x;
  if ((mask >> lane & 1) == 0) return;
  const int value = in[lane];
  const auto bits = static_cast<unsigned>(value);
  signed_out[3 * lane] = reduce_add(mask, value);
  signed_out[3 * lane + 1] = reduce_min(mask, value);
  signed_out[3 * lane + 2] = __reduce_max_sync(mask, value);
  unsigned_out[6 * lane] = __reduce_add_sync(mask, bits);
  unsigned_out[6 * lane + 1] = reduce_min(mask, bits);
  unsigned_out[6 * lane + 2] = reduce_max(mask, bits);
  unsigned_out[6 * lane + 3] = reduce_and(mask, bits);
  unsigned_out[6 * lane + 4] = reduce_or(mask, bits);
  unsigned_out[6 * lane + 5] = reduce_xor(mask, bits);
}

TEST(Reductions, OverTheLanesOfTheMask) {
  std::vector<int> values(32);
  for (std::size_t i = 0; i < 32; ++i) values[i] = static_cast<int>(i * i * 2654435761u);  // wraps around when added
  for (const unsigned mask : k_masks) {
    const OnDevice<int> in(values), signed_out(96);
    const OnDevice<unsigned> unsigned_out(192);
    ASSERT_EQ(run(reductions, 1, 32, 0, mask, in.data(), signed_out.data(), unsigned_out.data()), "");
    std::vector<unsigned> bits;
    std::vector<int> ints;
    for (unsigned lane = 0; lane < 32; ++lane) {
      if ((mask >> lane & 1) == 0) continue;
      ints.push_back(values[lane]);
      bits.push_back(static_cast<unsigned>(values[lane]));
    }
    unsigned sum = 0, all = ~0u, any = 0, odd = 0;
    for (const unsigned v : bits) sum += v, all &= v, any |= v, odd ^= v;
    const auto [low, high] = std::minmax_element(ints.begin(), ints.end());
    const auto [low_bits, high_bits] = std::minmax_element(bits.begin(), bits.end());
    const std::vector<int> wanted_signed = {static_cast<int>(sum), *low, *high};
    const std::vector<unsigned> wanted_unsigned = {sum, *low_bits, *high_bits, all, any, odd};
    for (unsigned lane = 0; lane < 32; ++lane) {
      if ((mask >> lane & 1) == 0) continue;
      for (unsigned j = 0; j < 3; ++j) ASSERT_EQ(signed_out.values()[3 * lane + j], wanted_signed[j]) << j;
      for (unsigned j = 0; j < 6; ++j) ASSERT_EQ(unsigned_out.values()[6 * lane + j], wanted_unsigned[j]) << j;
    }
  }
}

__global__ void leave_early(int keep, unsigned* out) {
  const unsigned lane = threadIdx.x % 32;
  if (static_cast<int>(threadIdx.x) >= keep) return;
  out[threadIdx.x] = __ballot_sync(0xffffffffu, lane % 2 == 0);
}

// From sm_70 on, a lane that has returned counts as there.
TEST(Masks, MayNameLanesThatHaveReturned) {
  in_every_order(20, [] {
    const OnDevice<unsigned> out(64);
    ASSERT_EQ(run(leave_early, 1, 64, 0, 40, out.data()), "");
    const auto got = out.values();
    for (unsigned i = 0; i < 40; ++i) ASSERT_EQ(got[i], i < 32 ? 0x55555555u : 0x00000055u);
  });
}
TEST(Masks, MayNameLanesThatTheLastWarpLacks) {
  const OnDevice<unsigned> out(64);
  ASSERT_EQ(run(leave_early, 1, 37, 0, 37, out.data()), "");
  for (unsigned i = 32; i < 37; ++i) ASSERT_EQ(out.values()[i], 0x15u);
}

__global__ void two_groups(int* out) {
  const unsigned lane = threadIdx.x;
  const unsigned mask = lane % 2 == 0 ? 0x55555555u : 0xaaaaaaaau;
  int sum = 0;
  for (int round = 0; round < (lane % 2 == 0 ? 3 : 5); ++round) sum += reduce_add(mask, static_cast<int>(lane));
  out[lane] = sum;
}
TEST(Masks, OfTwoGroupsDoNotDisturbEachOther) {
  in_every_order(20, [] {
    const OnDevice<int> out(32);
    ASSERT_EQ(run(two_groups, 1, 32, 0, out.data()), "");
    for (unsigned i = 0; i < 32; ++i) ASSERT_EQ(out.values()[i], i % 2 == 0 ? 3 * 240 : 5 * 256);
  });
}

__global__ void left_out() { __syncwarp(0x0000ffffu); }
TEST(Masks, ThatLeaveTheirCallerOutAreReported) {
  EXPECT_NE(run(left_out, 1, 32, 0).find("which leaves it out"), std::string::npos);
}

__global__ void two_instructions(int* out) {
  if (threadIdx.x < 16) {
    out[threadIdx.x] = __shfl_sync(0xffffffffu, 1, 0);
  } else {
    out[threadIdx.x] = __any_sync(0xffffffffu, 1);
  }
}
TEST(Masks, OfTwoDifferentInstructionsAreReported) {
  const OnDevice<int> out(32);
  const std::string report = run(two_instructions, 1, 32, 0, out.data());
  EXPECT_NE(report.find("different warp collectives under one mask (ffffffff)"), std::string::npos) << report;
  EXPECT_NE(report.find("collectives.cpp:"), std::string::npos) << report;
}

}  // namespace
}  // namespace simt::test
