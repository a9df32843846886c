// Scalar intrinsics against tables; atomics against their definition.
#include <algorithm>
#include <cfloat>
#include <cmath>
#include <limits>

#include "emulated.hpp"

namespace simt::test {
namespace {

TEST(Bits, CountAndFind) {
  EXPECT_EQ(__popc(0xf0f01u), 9);
  EXPECT_EQ(__popcll(0x8000000000000001ULL), 2);
  EXPECT_EQ(__clz(0), 32);
  EXPECT_EQ(__clz(1), 31);
  EXPECT_EQ(__clz(-1), 0);
  EXPECT_EQ(__clzll(0), 64);
  EXPECT_EQ(__clzll(1LL << 40), 23);
  EXPECT_EQ(__ffs(0), 0);
  EXPECT_EQ(__ffs(8), 4);
  EXPECT_EQ(__ffsll(1LL << 40), 41);
  EXPECT_EQ(__brev(0x00000001u), 0x80000000u);
  EXPECT_EQ(__brev(0x12345678u), 0x1e6a2c48u);
}

TEST(Bits, ShiftAcrossWords) {
  EXPECT_EQ(__funnelshift_l(0x89abcdefu, 0x01234567u, 8), 0x23456789u);
  EXPECT_EQ(__funnelshift_r(0x89abcdefu, 0x01234567u, 8), 0x6789abcdu);
  EXPECT_EQ(__funnelshift_l(0x89abcdefu, 0x01234567u, 0), 0x01234567u);
  EXPECT_EQ(__funnelshift_l(0x89abcdefu, 0x01234567u, 32), 0x01234567u);  // the amount is taken modulo 32
  EXPECT_EQ(__byte_perm(0x33221100u, 0x77665544u, 0x7520u), 0x77552200u);
}

TEST(Bits, HighHalvesOfProducts) {
  EXPECT_EQ(__umulhi(0xffffffffu, 0xffffffffu), 0xfffffffeu);
  EXPECT_EQ(__mulhi(-2, 3), -1);
  EXPECT_EQ(__umul64hi(~0ULL, ~0ULL), ~0ULL - 1);
  EXPECT_EQ(__mul64hi(-2, 3), -1);
}

TEST(Bits, OfFloats) {
  EXPECT_EQ(__float_as_int(1.0f), 0x3f800000);
  EXPECT_EQ(__float_as_uint(-0.0f), 0x80000000u);
  EXPECT_EQ(__int_as_float(0x40490fdb), 3.14159274f);
  EXPECT_EQ(__uint_as_float(0x7f800000u), std::numeric_limits<float>::infinity());
  EXPECT_EQ(__double_as_longlong(1.0), 0x3ff0000000000000LL);
  EXPECT_EQ(__longlong_as_double(0x4000000000000000LL), 2.0);
}

TEST(Arithmetic, RoundsOnce) {
  const float a = 1 + FLT_EPSILON, b = 1 - FLT_EPSILON;
  EXPECT_EQ(__fmaf_rn(a, b, -1.0f), -FLT_EPSILON * FLT_EPSILON);  // two roundings would give 0
  EXPECT_EQ(__fadd_rn(__fmul_rn(a, b), -1.0f), 0.0f);
  EXPECT_EQ(__fma_rn(1 + DBL_EPSILON, 1 - DBL_EPSILON, -1.0), -DBL_EPSILON * DBL_EPSILON);
  EXPECT_EQ(__dadd_rn(1.0, DBL_EPSILON / 2), 1.0);  // a tie goes to even
  EXPECT_EQ(__dadd_rn(1 + DBL_EPSILON, DBL_EPSILON / 2), 1 + 2 * DBL_EPSILON);
  EXPECT_EQ(__fdiv_rn(1.0f, 3.0f), 1.0f / 3.0f);
  EXPECT_EQ(__fsqrt_rn(2.0f), 1.41421354f);
  EXPECT_EQ(min(3, 4u), 3u);
  EXPECT_EQ(max(-1, 2LL), 2LL);
  EXPECT_EQ(__saturatef(1.5f), 1.0f);
  EXPECT_EQ(__saturatef(std::nanf("")), 0.0f);
}

TEST(Conversions, RoundTiesToEvenAndSaturate) {
  EXPECT_EQ(__float2int_rn(2.5f), 2);
  EXPECT_EQ(__float2int_rn(3.5f), 4);
  EXPECT_EQ(__float2int_rn(-2.5f), -2);
  EXPECT_EQ(__float2int_rn(3e9f), 2147483647);
  EXPECT_EQ(__float2int_rn(-3e9f), -2147483647 - 1);
  EXPECT_EQ(__float2int_rn(std::nanf("")), 0);
  EXPECT_EQ(__float2uint_rn(-1.0f), 0u);
  EXPECT_EQ(__float2uint_rn(4294967296.0f), 4294967295u);
  EXPECT_EQ(__float2ll_rn(9.3e18f), 9223372036854775807LL);
  EXPECT_EQ(__float2ll_rn(-9.3e18f), -9223372036854775807LL - 1);
  EXPECT_EQ(__double2ll_rn(4503599627370497.5), 4503599627370498LL);
  EXPECT_EQ(__double2ll_rn(0.5), 0);
  EXPECT_EQ(__double2ll_rn(1.5), 2);
  EXPECT_EQ(__double2ll_rn(std::nan("")), -9223372036854775807LL - 1);
  EXPECT_EQ(__double2int_rn(-0.5), 0);
  EXPECT_EQ(__ll2double_rn(9007199254740993LL), 9007199254740992.0);
  EXPECT_EQ(__ll2float_rn(16777217LL), 16777216.0f);
  EXPECT_EQ(__double2float_rn(1.0 + 0x1p-24), 1.0f);
}

template <class T>
__global__ void atomics(T* values, T* olds) {
  const unsigned t = blockIdx.x * blockDim.x + threadIdx.x;
  const T v = static_cast<T>(t + 1);
  atomicAdd(&values[0], v);
  if constexpr (!std::is_floating_point_v<T>) {
    atomicMin(&values[1], v);
    atomicMax(&values[2], v);
    atomicOr(&values[3], v);
    atomicAnd(&values[4], v);
    atomicXor(&values[5], v);
    while (true) {  // addition by compare and swap
      const T seen = atomicAdd(&values[6], T{0});
      if (atomicCAS(&values[6], seen, seen + v) == seen) break;
    }
    olds[t] = atomicAdd(&values[7], T{1});  // each number once
  }
}

template <class T>
void expect_atomics() {
  in_every_order(10, [] {
    const OnDevice<T> values(std::vector<T>{0, 1000, 0, 0, static_cast<T>(~0u), 0, 0, 0}), olds(192);
    ASSERT_EQ(run(atomics<T>, 3, 64, 0, values.data(), olds.data()), "");
    T all = 0, any = 0, common = static_cast<T>(~0u), odd = 0;
    for (unsigned t = 1; t <= 192; ++t)
      all += static_cast<T>(t), any |= static_cast<T>(t), common &= static_cast<T>(t), odd ^= static_cast<T>(t);
    const std::vector<T> wanted = {all, 1, 192, any, common, odd, all, 192};
    EXPECT_EQ(values.values(), wanted);
    std::vector<T> numbers = olds.values();
    std::sort(numbers.begin(), numbers.end());
    for (unsigned t = 0; t < 192; ++t) EXPECT_EQ(numbers[t], static_cast<T>(t));
  });
}

TEST(Atomics, OnIntegers) {
  expect_atomics<int>();
  expect_atomics<unsigned>();
  expect_atomics<unsigned long long>();
}
TEST(Atomics, AddFloats) {
  const OnDevice<float> floats(1), float_olds(1);
  ASSERT_EQ(run(atomics<float>, 2, 64, 0, floats.data(), float_olds.data()), "");
  EXPECT_EQ(floats.values()[0], 128 * 129 / 2);
  const OnDevice<double> doubles(1), double_olds(1);
  ASSERT_EQ(run(atomics<double>, 2, 64, 0, doubles.data(), double_olds.data()), "");
  EXPECT_EQ(doubles.values()[0], 128 * 129 / 2);
}

__global__ void other_atomics(int* ints, unsigned* counters) {
  atomicSub(&ints[0], 2);
  atomicExch(&ints[1], 5);
  atomicInc(&counters[0], 4u);
  atomicDec(&counters[1], 4u);
}
TEST(Atomics, SubtractExchangeAndCountRound) {
  const OnDevice<int> ints(2);
  const OnDevice<unsigned> counters(2);
  ASSERT_EQ(run(other_atomics, 1, 32, 0, ints.data(), counters.data()), "");
  EXPECT_EQ(ints.values(), (std::vector<int>{-64, 5}));
  EXPECT_EQ(counters.values(), (std::vector<unsigned>{32 % 5, (5 - 32 % 5) % 5}));
}
TEST(Atomics, WrapAround) {
  const OnDevice<int> value(std::vector<int>{2147483647, 0});
  const OnDevice<int> olds(32);
  ASSERT_EQ(run(other_atomics, 1, 1, 0, value.data(), reinterpret_cast<unsigned*>(olds.data())), "");
  EXPECT_EQ(value.values()[0], 2147483645);
}

// What nvcc refuses is refused here as well.
template <class T>
concept has_atomic_add = requires(T* p, T v) {
  atomicAdd(p, v);
};
static_assert(has_atomic_add<unsigned long long>);
static_assert(!has_atomic_add<unsigned long>);
static_assert(!has_atomic_add<long long>);
static_assert(!has_atomic_add<short>);

}  // namespace
}  // namespace simt::test
