// Whole fits large enough for bounds: labels, iterations, inertia and trace are those of plain passes over all rows.
#include <cmath>

#include "fits.hpp"
#include "oracle_device.hpp"
#include "shoal/random.hpp"
#include "tried.hpp"

namespace shoal::test {
namespace {

constexpr std::int64_t k_bounded_fits = unless_sanitized(16, 4);

double drawn(std::int64_t index, std::uint32_t lane) {
  return random_unit(11, Purpose::sample, static_cast<std::uint64_t>(index), lane);
}

/// Clusters that overlap a little, so that a fit takes some passes; the columns cover all ways to search.
RandomFit clustered_fit(std::int64_t index) {
  constexpr std::int64_t columns[] = {2, 8, 16, 24, 40, 130, 200};
  const std::int64_t d = columns[index % std::ssize(columns)];
  const auto k = 16 + static_cast<std::int64_t>(drawn(index, 0) * 16);
  const Scalar scalar = index % 4 == 3 ? Scalar::f64 : Scalar::f32;
  RandomFit fit{make_problem({1300, d, k, scalar, index % 3 == 0, Pattern::uniform}), {}, ""};
  const auto shift = [&](std::int64_t i, std::int64_t j) {
    return std::rint(3.0 * drawn(i % k, 7 + static_cast<std::uint32_t>(j)));
  };
  for (std::int64_t i = 0; i < 1300; ++i) {
    for (std::int64_t j = 0; j < d; ++j) {
      if (scalar == Scalar::f64) fit.problem.wide(i, j) += shift(i, j);
      if (scalar == Scalar::f32) fit.problem.narrow(i, j) += static_cast<float>(shift(i, j));
    }
  }
  fit.options.k = k;
  fit.options.init = KMeansInit::random;
  fit.options.restarts = 1;
  fit.options.max_iterations = 40;
  fit.options.tolerance = 0.0;
  fit.name = std::to_string(d) + " columns, k = " + std::to_string(k) + ", fit " + std::to_string(index);
  return fit;
}

TEST(BoundedFits, AreThoseOfPlainPasses) {
  const auto oracle = make_oracle_device();
  std::vector<std::unique_ptr<Device>> all;
  for (const std::string& name : tried_devices()) all.push_back(make_device(name));
  std::int64_t passes = 0;
  for (std::int64_t index = 0; index < k_bounded_fits; ++index) {
    const RandomFit fit = clustered_fit(index);
    SCOPED_TRACE(fit.name);
    const KMeansResult wanted = run_fit(*oracle, fit.problem, fit.options);
    passes += wanted.iterations;
    for (std::size_t device = 0; device < all.size(); ++device) {
      const int threads = device % 2 == 0 ? 1 : 3;
      const std::int64_t batch_rows = (index + static_cast<std::int64_t>(device)) % 3 == 0 ? 500 : 0;
      ASSERT_TRUE(same_result(wanted, run_fit(*all[device], fit.problem, fit.options, threads, batch_rows)))
          << all[device]->info().name << ", " << threads << " threads, batches of " << batch_rows;
    }
  }
  // Bounds are tried from the second pass on.
  EXPECT_GE(passes, 6 * k_bounded_fits);
}

}  // namespace
}  // namespace shoal::test
