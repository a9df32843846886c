// k-means of iris and wine by scikit-learn 1.9.1, KMeans(k, n_init=50, random_state=0, tol=0), raw and standardised,
// printed with "%.12g": inertia_, silhouette_score, calinski_harabasz_score, davies_bouldin_score, and
// adjusted_rand_score against the classes. The silhouette of the classes of iris is silhouette_score(x, classes).
// k = 4 of the standardised sets is left out: its optimum is not found by every 50 starts.
#include <gtest/gtest.h>

#include "number_file.hpp"
#include "shared_data.hpp"
#include "shoal/kmeans.hpp"
#include "shoal/metrics.hpp"
#include "shoal/preparation.hpp"

namespace shoal {
namespace {

struct Expected {
  std::int64_t k;
  double inertia, silhouette, calinski_harabasz, davies_bouldin, adjusted_rand;
};

const std::string k_folder = "clustering-benchmark/";

FeatureTable read_set(const std::string& name) {
  const auto rows = test::read_numbers(test::shared_data_dir() / (k_folder + name + ".data.gz"));
  FeatureTable table;
  table.values = Matrix<double>(std::ssize(rows), std::ssize(rows.front()));
  for (std::int64_t j = 0; j < table.doubles().cols(); ++j) {
    table.names.push_back("x" + std::to_string(j));
    for (std::int64_t i = 0; i < table.doubles().rows(); ++i) {
      table.doubles()(i, j) = rows[static_cast<std::size_t>(i)][static_cast<std::size_t>(j)];
    }
  }
  return table;
}

/// Classes from 0.
std::vector<std::int32_t> read_classes(const std::string& name) {
  std::vector<std::int32_t> classes;
  for (const auto& row : test::read_numbers(test::shared_data_dir() / (k_folder + name + ".labels0.gz"))) {
    classes.push_back(static_cast<std::int32_t>(row.front()) - 1);
  }
  return classes;
}

class IrisWine : public testing::Test {
 protected:
  std::unique_ptr<Device> device = make_device("cpu");
  ThreadPool threads{2};
  Cancellation cancellation;
  Context context{*device, threads, no_events(), cancellation};

  void expect(const std::string& name, const std::string& preparation, const std::vector<Expected>& values) {
    std::vector<std::int64_t> kept;
    const Matrix<double> x = Preparation::parse(preparation).fit(read_set(name), kept);
    const auto points = device->upload(threads, x.view());
    const auto classes = read_classes(name);
    for (const Expected& value : values) {
      KMeansOptions options;
      options.k = value.k;
      options.restarts = 50;
      const KMeansResult fit = fit_kmeans(context, *points, options);
      // Double data: both sides round within some 2^-50 an operation, and print twelve digits.
      const auto near = [&](double found, double expected) {
        EXPECT_NEAR(found, expected, 1e-11 * expected) << value.k;
      };
      near(fit.inertia, value.inertia);
      near(silhouette(context, *points, fit.labels, value.k).mean, value.silhouette);
      near(calinski_harabasz(context, *points, fit.labels, value.k), value.calinski_harabasz);
      near(davies_bouldin(context, *points, fit.labels, value.k), value.davies_bouldin);
      near(adjusted_rand(fit.labels, classes), value.adjusted_rand);
    }
  }
};

TEST_F(IrisWine, Iris) {
  SHOAL_NEEDS_SHARED_DATA("clustering-benchmark/other/iris.data.gz");
  expect("other/iris", "none",
         {{2, 152.34795176, 0.681046169212, 513.92454598, 0.404292837173, 0.539921829421},
          {3, 78.8514414261, 0.552819012356, 561.62775663, 0.661971546501, 0.730238272283},
          {4, 57.2284732143, 0.498050504997, 530.765808187, 0.780306983881, 0.649817685382}});
}

TEST_F(IrisWine, IrisStandardised) {
  SHOAL_NEEDS_SHARED_DATA("clustering-benchmark/other/iris.data.gz");
  expect("other/iris", "standardise",
         {{2, 222.361704965, 0.581750049198, 251.349339465, 0.593312690576, 0.568115942029},
          {3, 139.82049636, 0.459948239205, 241.904401702, 0.833594946475, 0.620135180887}});
}

TEST_F(IrisWine, Wine) {
  SHOAL_NEEDS_SHARED_DATA("clustering-benchmark/uci/wine.data.gz");
  expect("uci/wine", "none",
         {{2, 4543749.61453, 0.656853650429, 505.429309748, 0.478783575914, 0.369407538857},
          {3, 2370689.68678, 0.571138193787, 561.815657861, 0.534243177544, 0.371113718231},
          {4, 1331903.06226, 0.562032344958, 708.08667639, 0.544344690881, 0.303442531578}});
}

TEST_F(IrisWine, WineStandardised) {
  SHOAL_NEEDS_SHARED_DATA("clustering-benchmark/uci/wine.data.gz");
  expect("uci/wine", "standardise",
         {{2, 1658.75885243, 0.259316955532, 69.523331739, 1.52599658361, 0.374314492621},
          {3, 1277.92848884, 0.28485891919, 70.9400080032, 1.38918797772, 0.897494981509}});
}

TEST_F(IrisWine, ClassesOfIris) {
  SHOAL_NEEDS_SHARED_DATA("clustering-benchmark/other/iris.data.gz");
  const Matrix<double> x = read_set("other/iris").doubles();
  const auto points = device->upload(threads, x.view());
  EXPECT_NEAR(silhouette(context, *points, read_classes("other/iris"), 3).mean, 0.503477440693, 1e-11);
}

}  // namespace
}  // namespace shoal
