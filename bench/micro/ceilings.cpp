#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "ceilings.cpp"
#include "ceilings.hpp"

#include <ctime>

#include "cpu/kernels/simd_targets.hpp"
// Highway's loop over targets comes before its header.
#include "hwy/foreach_target.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace shoal::bench {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// Chains that do not wait for each other: two units with a latency of four cycles need eight.
inline constexpr int k_chains = 12;

/// Returns the operations done; `out`, behind the dispatch's pointer, keeps the loop alive.
double multiply_add(long rounds, float* out) {
  const hn::ScalableTag<float> tag;
  hn::Vec<decltype(tag)> chains[k_chains];
#pragma GCC unroll 12
  for (int i = 0; i < k_chains; ++i)
    chains[i] = hn::Set(tag, 1.0f + static_cast<float>(i));  // equal ones would be merged
  const auto factor = hn::Set(tag, 0.999f), term = hn::Set(tag, 0.001f);
  for (long round = 0; round < rounds; ++round) {
#pragma GCC unroll 12
    for (auto& chain : chains) chain = hn::MulAdd(chain, factor, term);
  }
  auto sum = chains[0];
#pragma GCC unroll 12
  for (const auto& chain : chains) sum = hn::Add(sum, chain);
  *out = hn::GetLane(hn::SumOfLanes(tag, sum));
  return 2.0 * k_chains * static_cast<double>(hn::Lanes(tag)) * static_cast<double>(rounds);
}

}  // namespace HWY_NAMESPACE
}  // namespace shoal::bench
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include <algorithm>
#include <cstring>
#include <vector>

namespace shoal::bench {
namespace {

HWY_EXPORT(multiply_add);

constexpr int k_tries = 20;

double processor_seconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

/// The best rate of several tries of `work`, which returns its amount.
template <class Work>
double best_rate(const Work& work) {
  double best = 0.0;
  for (int i = 0; i < k_tries; ++i) {
    const double begin = processor_seconds();
    const double amount = work();
    best = std::max(best, amount / (processor_seconds() - begin));
  }
  return best;
}

}  // namespace

double fma_gflops() {
  static const double rate = 1e-9 * best_rate([] {
                               float out = 0.0f;
                               return HWY_DYNAMIC_DISPATCH(multiply_add)(1'000'000, &out);
                             });
  return rate;
}

double copy_gbytes_per_s() {
  static const double rate = [] {
    constexpr std::size_t k_bytes = std::size_t{1} << 28;  // beyond the last cache of large servers' share of one core
    const std::vector<char> from(k_bytes, 1);
    std::vector<char> to(k_bytes, 2);
    return 1e-9 * best_rate([&] {
             std::memcpy(to.data(), from.data(), k_bytes);
             return 2.0 * static_cast<double>(k_bytes);
           });
  }();
  return rate;
}

}  // namespace shoal::bench
#endif
