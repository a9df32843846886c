// The planted segments of the sample file are found again, at the k that the sweep chooses by itself.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "number_file.hpp"
#include "oracle_device.hpp"
#include "shoal/features.hpp"
#include "shoal/metrics.hpp"
#include "shoal/preparation.hpp"
#include "shoal/segments.hpp"
#include "shoal/sweep.hpp"
#include "temporary_folder.hpp"

namespace shoal {
namespace {

struct Found {
  double adjusted_rand = 0.0;
  std::int64_t k = 0;
  Segmentation segmentation;
};

/// Of the customers with these ids: who sent back all has no row.
std::vector<std::int32_t> truth_of(const std::filesystem::path& path, const std::vector<std::string>& ids) {
  const auto cells = test::read_cells(path);
  std::vector<std::string> names;
  std::map<std::string, std::int32_t> planted;
  for (std::size_t i = 1; i < cells.size(); ++i) {
    const auto at = std::find(names.begin(), names.end(), cells[i][1]) - names.begin();
    if (at == std::ssize(names)) names.push_back(cells[i][1]);
    planted[cells[i][0]] = static_cast<std::int32_t>(at);
  }
  std::vector<std::int32_t> truth;
  for (const std::string& id : ids) truth.push_back(planted.at(id));
  return truth;
}

Found segment_sample(const GenerateOptions& options) {
  test::TemporaryFolder folder;
  generate_retail(folder / "sample.csv", folder / "truth.csv", options);
  ThreadPool threads(2);
  const Transactions lines = read_transactions(threads, folder / "sample.csv", {}).transactions;
  const Cleaned cleaned = clean(lines, {});
  const CustomerFeatures customers = customer_features(threads, lines, cleaned, {});

  std::vector<std::int64_t> kept;
  const FeatureTable clustered = customers.table.select({"recency_days", "frequency", "total_spend"});
  const Matrix<float> prepared = to_float(Preparation::parse("log1p,standardise").fit(clustered, kept));
  const std::unique_ptr<Device> device = test::make_oracle_device();
  const auto points = device->upload(threads, MatrixView<const float>(prepared.view()));
  const Cancellation cancellation;
  Context context{*device, threads, no_events(), cancellation};
  SweepOptions sweeping;
  sweeping.kmeans.restarts = 4;
  sweeping.bootstraps = 5;
  const SweepResult sweep = sweep_kmeans(context, *points, sweeping);
  const ChosenK chosen = choose_k(sweep, prepared.rows());
  const auto entry =
      std::find_if(sweep.entries.begin(), sweep.entries.end(), [&](const SweepEntry& e) { return e.k == chosen.k; });
  return {adjusted_rand(entry->fit.labels, truth_of(folder / "truth.csv", customers.table.ids)), chosen.k,
          describe_segments(customers, lines, cleaned, entry->fit.labels, chosen.k, {})};
}

TEST(PlantedSegments, AreFoundAtTheChosenK) {
  for (const GenerateOptions& options :
       {GenerateOptions{.customers = 1500}, GenerateOptions{.customers = 400, .seed = 7},
        GenerateOptions{.customers = 800, .seed = 11, .dirt = 0.3}}) {
    const Found found = segment_sample(options);
    EXPECT_EQ(found.k, 5) << options.seed;
    EXPECT_GE(found.adjusted_rand, 0.95) << options.seed;
    std::set<std::string> names;
    for (const Segment& segment : found.segmentation.segments) names.insert(segment.name);
    EXPECT_EQ(names, (std::set<std::string>{"High-value repeat customers", "Loyal customers", "New customers",
                                            "Good customers at risk", "Hibernating one-time buyers"}));
  }
}

}  // namespace
}  // namespace shoal
