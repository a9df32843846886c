// The key names that others build on: extended, never renamed.
#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "sample_record.hpp"

namespace shoal {
namespace {

using Json = nlohmann::ordered_json;
using testing::IsSupersetOf;

std::vector<std::string> keys(const Json& object) {
  std::vector<std::string> out;
  for (const auto& [key, value] : object.items()) out.push_back(key);
  return out;
}

TEST(RunJsonKeys, AreThoseOfTheFormat) {
  const Json run = Json::parse(to_json(test::sample_record()));
  EXPECT_EQ(run["format"], 2);
  EXPECT_THAT(keys(run), IsSupersetOf({"command", "options", "seed", "versions", "device", "input", "cleaning",
                                       "features", "sweep", "chosen", "result", "segments", "metrics", "timings",
                                       "peak_memory_bytes", "warnings", "checksum"}));
  EXPECT_THAT(keys(run["input"]), IsSupersetOf({"path", "rows", "bytes", "sha256"}));
  EXPECT_THAT(keys(run["cleaning"][0]), IsSupersetOf({"step", "removed", "remaining"}));
  EXPECT_THAT(keys(run["sweep"][0]), IsSupersetOf({"k", "inertia", "silhouette", "calinski_harabasz", "davies_bouldin",
                                                   "smallest", "stability"}));
  EXPECT_THAT(keys(run["result"]), IsSupersetOf({"algorithm", "clusters", "noise", "approximate", "sizes", "iterations",
                                                 "seconds", "inertia_trace", "cluster_silhouettes"}));
  EXPECT_THAT(keys(run["chosen"]), IsSupersetOf({"k", "reasons"}));
  EXPECT_THAT(keys(run["segments"][0]),
              IsSupersetOf({"segment", "name", "size", "share_of_revenue", "medians", "rule", "advice"}));
  EXPECT_THAT(keys(run["segments"][0]["medians"]), IsSupersetOf({"recency_days", "frequency", "total_spend"}));
  EXPECT_TRUE(run["timings"]["read"].is_number());
}

TEST(SegmentsJson, HoldsTheSegmentsOfTheRecord) {
  const RunRecord record = test::sample_record();
  const Json run = Json::parse(to_json(record));
  const Json alone = Json::parse(segments_json(record));
  EXPECT_EQ(keys(alone), (std::vector<std::string>{"format", "segments"}));
  EXPECT_EQ(alone["format"], 1);
  EXPECT_EQ(alone["segments"], run["segments"]);
}

}  // namespace
}  // namespace shoal
