// k-means with 20 restarts on the sets of the clustering benchmark, against the inertia of scikit-learn 1.2.1
// (KMeans(n_init=20, tol=0), reference_scores.csv of the shared data).
#include <gtest/gtest.h>

#include <iostream>
#include <set>

#include "host.hpp"
#include "number_file.hpp"
#include "shared_data.hpp"
#include "shoal/kmeans.hpp"

namespace shoal::test {
namespace {

constexpr const char* k_scores = "clustering-benchmark/reference_scores.csv";

Matrix<double> read_matrix(const std::filesystem::path& path) {
  const auto rows = read_numbers(path);
  Matrix<double> values(static_cast<std::int64_t>(rows.size()), static_cast<std::int64_t>(rows.front().size()));
  for (std::size_t i = 0; i < rows.size(); ++i) {
    std::copy(rows[i].begin(), rows[i].end(), values.row(static_cast<std::int64_t>(i)));
  }
  return values;
}

TEST(BenchmarkSets, ReachTheInertiaOfScikitLearn) {
  SHOAL_NEEDS_SHARED_DATA(k_scores);
  Host host;
  const auto folder = shared_data_dir() / "clustering-benchmark";
  std::set<std::string> seen;
  int higher = 0;
  for (const auto& score : read_cells(shared_data_dir() / k_scores)) {
    if (score[0] == "dataset" || !seen.insert(score[0] + "/" + score[4]).second) continue;
    const auto values = read_matrix(folder / (score[0] + ".data.gz"));
    KMeansOptions options;
    options.k = std::stoll(score[4]);
    options.restarts = 20;
    const auto points = host.device->upload(host.threads, values.view());
    const auto result = fit_kmeans(host.context, *points, options);
    const double reference = std::stod(score[6]);
    EXPECT_LE(result.inertia, 1.001 * reference) << score[0] << " k = " << options.k;
    // The table has six digits.
    if (result.inertia > reference * (1.0 + 1e-5)) {
      std::cout << score[0] << ", k = " << options.k << ": " << result.inertia / reference - 1.0 << " above\n";
      ++higher;
    }
  }
  // Of 97, three stop in another optimum within the 0.1 %.
  EXPECT_EQ(seen.size(), 97U);
  EXPECT_LE(higher, 3);
}

}  // namespace
}  // namespace shoal::test
