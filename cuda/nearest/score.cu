#include "cuda/nearest/score.hpp"

#include <algorithm>

#include "cuda/nearest/score_general.cuh"
#include "cuda/nearest/score_hopper.hpp"
#include "cuda/runtime/launch.hpp"

namespace shoal::cuda {
namespace {

/// Two blocks of this size, with the kilobyte that the system takes for each, fit into the 164 KiB of a processor of
/// sm_80, or the more of later ones.
constexpr std::int64_t k_shared_bytes = 81 << 10;

/// Two stages are enough on Turing, which has no asynchronous copies and gives a block at most 64 KiB.
template <class F>
void with_stages(const Gpu& gpu, std::int64_t cols, const F& f) {
  const auto plan_for = [&](int stages) {
    tiles::Plan plan{static_cast<int>((cols + tiles::k_chunk - 1) / tiles::k_chunk), true};
    plan.resident = plan.shared_bytes(stages) <= std::min(k_shared_bytes, gpu.shared_bytes);
    return plan;
  };
  if (gpu.architecture >= 80) {
    f.template operator()<3>(plan_for(3));
  } else {
    f.template operator()<2>(plan_for(2));
  }
}

}  // namespace

void score(const Gpu& gpu, const Stream& stream, const ScorePass& pass) {
  if (pass.points.rows == 0) return;
  if (gpu.architecture == 90) {
    score_on_hopper(stream, pass);
    return;
  }
  with_stages(gpu, pass.points.cols, [&]<int Stages>(const tiles::Plan& plan) {
    launch("score_general", score_general<Stages>,
           {whole_grid((pass.points.rows + tiles::k_rows - 1) / tiles::k_rows), tiles::k_threads,
            static_cast<std::size_t>(plan.shared_bytes(Stages))},
           stream, pass, plan);
  });
}

void list_candidates(const Gpu& gpu, const Stream& stream, const CandidatePass& pass) {
  with_stages(gpu, pass.points.cols, [&]<int Stages>(const tiles::Plan& plan) {
    launch("score_candidates", score_candidates<Stages>,
           {grid_for(gpu, 2, (pass.points.rows + tiles::k_rows - 1) / tiles::k_rows), tiles::k_threads,
            static_cast<std::size_t>(plan.shared_bytes(Stages))},
           stream, pass, plan);
  });
}

}  // namespace shoal::cuda
