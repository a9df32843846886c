// The same bits however a fit is computed: against the oracle device, and with every way of running it.
#include "fits.hpp"
#include "oracle_device.hpp"
#include "tried.hpp"

namespace shoal::test {
namespace {

constexpr std::int64_t k_fits = unless_sanitized(150, 10);

TEST(OneAnswer, EveryDeviceThreadCountAndBatchGivesTheOraclesBits) {
  const auto oracle = make_oracle_device();
  const auto names = tried_devices();
  std::vector<std::unique_ptr<Device>> all;
  all.reserve(names.size());
  for (const std::string& name : names) all.push_back(make_device(name));
  constexpr int thread_counts[] = {1, 2, 7};
  for (std::int64_t index = 0; index < k_fits; ++index) {
    const RandomFit fit = random_fit(index);
    SCOPED_TRACE(fit.name);
    const KMeansResult wanted = run_fit(*oracle, fit.problem, fit.options);
    for (std::size_t device = 0; device < all.size(); ++device) {
      const int threads = thread_counts[(static_cast<std::size_t>(index) + device) % 3];
      const std::int64_t n = fit.problem.view().index() == 0 ? fit.problem.narrow.rows() : fit.problem.wide.rows();
      const std::int64_t batches[] = {0, 1000, n <= 300 ? 1 : 37};
      const std::int64_t batch_rows = batches[(static_cast<std::size_t>(index) / 3 + device) % 3];
      ASSERT_TRUE(same_result(wanted, run_fit(*all[device], fit.problem, fit.options, threads, batch_rows)))
          << names[device] << ", " << threads << " threads, batches of " << batch_rows;
    }
  }
}

/// One fit in all manners: 3 thread counts x 3 cuts x every device.
TEST(OneAnswer, AllMannersOfOneFit) {
  const Problem problem = make_problem({unless_sanitized(701, 201), 3, 5, Scalar::f32, true, Pattern::uniform});
  KMeansOptions options;
  options.k = 5;
  options.restarts = 2;
  const KMeansResult wanted = run_fit(*make_oracle_device(), problem, options);
  for (const std::string& name : tried_devices()) {
    const auto device = make_device(name);
    for (const int threads : {1, 2, 7}) {
      for (const std::int64_t batch_rows : {1, 100, 0}) {
        EXPECT_TRUE(same_result(wanted, run_fit(*device, problem, options, threads, batch_rows)))
            << name << ", " << threads << " threads, batches of " << batch_rows;
      }
    }
  }
}

}  // namespace
}  // namespace shoal::test
