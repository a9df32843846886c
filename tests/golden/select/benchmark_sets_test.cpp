// The chosen k against the reference partitions of the clustering benchmark sets (their number of clusters is given with
// the data).
#include <gtest/gtest.h>

#include "number_file.hpp"
#include "shared_data.hpp"
#include "shoal/sweep.hpp"

namespace shoal {
namespace {

const std::string k_folder = "clustering-benchmark/";

std::int64_t chosen_k(const std::string& name, std::int64_t k_max) {
  const auto rows = test::read_numbers(test::shared_data_dir() / (k_folder + name + ".data.gz"));
  Matrix<double> x(std::ssize(rows), std::ssize(rows.front()));
  for (std::int64_t i = 0; i < x.rows(); ++i) {
    std::copy(rows[static_cast<std::size_t>(i)].begin(), rows[static_cast<std::size_t>(i)].end(), x.row(i));
  }
  const auto device = make_device("cpu");
  ThreadPool threads(2);
  const Cancellation cancellation;
  Context context{*device, threads, no_events(), cancellation};
  const auto points = device->upload(threads, MatrixView<const double>(x.view()));
  SweepOptions options;
  options.k_max = k_max;
  return choose_k(sweep_kmeans(context, *points, options), x.rows()).k;
}

struct Known {
  std::string name;
  std::int64_t k, k_max;
};

TEST(BenchmarkSets, SeparateGroupsAreCounted) {
  SHOAL_NEEDS_SHARED_DATA("clustering-benchmark/sipu/r15.data.gz");
  for (const Known& set :
       {Known{"sipu/r15", 15, 20}, Known{"sipu/s1", 15, 20}, Known{"sipu/s3", 15, 20}, Known{"sipu/unbalance", 8, 12},
        Known{"fcps/hepta", 7, 10}, Known{"fcps/tetra", 4, 10}, Known{"wut/x1", 3, 10}, Known{"wut/mk1", 3, 10}}) {
    EXPECT_EQ(chosen_k(set.name, set.k_max), set.k) << set.name;
  }
}

TEST(BenchmarkSets, TwoSpeciesOfIrisOverlap) {
  SHOAL_NEEDS_SHARED_DATA("clustering-benchmark/other/iris.data.gz");
  // Of the three, setosa is apart; between the other two the rows do not thin out.
  EXPECT_EQ(chosen_k("other/iris", 10), 2);
}

TEST(BenchmarkSets, TwoGaussiansAndTwoHubs) {
  SHOAL_NEEDS_SHARED_DATA("clustering-benchmark/g2mg/g2mg_2_10.data.gz");
  int found = 0;
  for (const std::string battery : {"g2mg/g2mg", "h2mg/h2mg"}) {
    for (const std::string columns : {"_2_", "_8_"}) {
      for (const std::string overlap : {"10", "30", "50", "70", "90"}) {
        const bool two = chosen_k(battery + columns + overlap, 10) == 2;
        found += two ? 1 : 0;
        // Up to overlap 50 the two are there to be seen.
        EXPECT_TRUE(two || overlap > "50") << battery << columns << overlap;
      }
    }
  }
  EXPECT_GE(found, 17);  // of 20
}

}  // namespace
}  // namespace shoal
