#include "cpu/targets.hpp"

#include "cpu/integer_product_avx512.hpp"
#include "cpu/scalar_kernels.hpp"
#include "cpu/simd_targets.hpp"
#include "hwy/targets.h"

namespace shoal::cpu {
namespace {

struct Name {
  std::int64_t hwy_target;
  std::string_view name;
};
constexpr Name k_names[] = {{HWY_AVX3, "avx512"}, {HWY_AVX2, "avx2"}, {HWY_SSE4, "sse4"}, {HWY_NEON, "neon"}};

constexpr bool (*k_fill[])(std::int64_t, Kernels&) = {fill_nearest, fill_product,    fill_single_rows,
                                                      fill_bounds,  fill_contenders, fill_rows,
                                                      fill_sums,    fill_pairs,      fill_tiles};

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
    // The same code, and the one kernel that needs more than AVX-512's first instructions.
    if (entry.hwy_target == HWY_AVX3 && (runnable & HWY_AVX3_DL) != 0) {
      Target more{"avx512vnni", target.kernels};
      if (fill_integer_product(more.kernels)) targets.push_back(more);
    }
    targets.push_back(target);
  }
  targets.push_back({"scalar", scalar_kernels()});
  return targets;
}

}  // namespace shoal::cpu
