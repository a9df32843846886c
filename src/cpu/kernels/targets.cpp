#include "cpu/kernels/targets.hpp"

#include "cpu/kernels/integer_targets.hpp"
#include "cpu/kernels/scalar_kernels.hpp"
#include "cpu/kernels/simd_targets.hpp"
#include "hwy/targets.h"

namespace shoal::cpu {
namespace {

/// With fewer columns, reading the sums from the tiles takes longer than the products.
constexpr std::int64_t k_min_amx_cols = 65;

struct Name {
  std::int64_t hwy_target;
  std::string_view name;
};
constexpr Name k_names[] = {{HWY_AVX3, "avx512"}, {HWY_AVX2, "avx2"}, {HWY_SSE4, "sse4"}, {HWY_NEON, "neon"}};

constexpr bool (*k_fill[])(std::int64_t, Kernels&) = {fill_nearest, fill_neighbours, fill_product,    fill_single_rows,
                                                      fill_bounds,  fill_margins,    fill_contenders, fill_rows,
                                                      fill_sums,    fill_pairs,      fill_tiles};

/// Targets that add an integer kernel to the code of AVX-512, for processors with these instructions.
void add_integer_targets(Kernels kernels, std::vector<Target>& targets) {
#if defined(__x86_64__)
  if (runs_amx()) {
    kernels.target = [] { return "AVX-512 AMX"; };
    kernels.integers = [](std::int64_t d) -> const IntegerKernels& {
      return d < k_min_amx_cols ? vnni_integers() : amx_integers();
    };
    targets.push_back({"amx", kernels});
  }
  kernels.target = [] { return "AVX-512 VNNI"; };
  kernels.integers = [](std::int64_t) -> const IntegerKernels& { return vnni_integers(); };
  targets.push_back({"avx512vnni", kernels});
#else
  static_cast<void>(kernels);
  static_cast<void>(targets);
#endif
}

}  // namespace

std::vector<Target> runnable_targets() {
  std::vector<Target> targets;
  const std::int64_t runnable = hwy::SupportedTargets();
  for (const Name& entry : k_names) {
    if ((runnable & entry.hwy_target) == 0) continue;
    Target target{entry.name, {}};
    bool built = true;
    for (const auto fill : k_fill) built = built && fill(entry.hwy_target, target.kernels);
    if (!built) continue;
    if (entry.hwy_target == HWY_AVX3 && (runnable & HWY_AVX3_DL) != 0) add_integer_targets(target.kernels, targets);
    targets.push_back(target);
  }
  targets.push_back({"scalar", scalar_kernels()});
  return targets;
}

}  // namespace shoal::cpu
