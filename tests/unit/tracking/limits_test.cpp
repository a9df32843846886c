// What is logged, brought within MLflow's limits.
#include "tracking/limits.hpp"

#include <gmock/gmock.h>

#include <limits>
#include <nlohmann/json.hpp>

namespace shoal::tracking {
namespace {

using Json = nlohmann::json;
using testing::EndsWith;

TEST(Limits, KeysKeepWhatMlflowTakes) {
  EXPECT_EQ(as_key("per_k/silhouette"), "per_k/silhouette");
  EXPECT_EQ(as_key("a-b.c d:e_F9"), "a-b.c d:e_F9");
  EXPECT_EQ(as_key("50 % [x],\\y"), "50 _ _x___y");
  EXPECT_EQ(as_key("/abs//../x/."), "_/abs/_/_/x/_");
  EXPECT_EQ(as_key(""), "_");
  EXPECT_EQ(as_key("é"), "__");
  EXPECT_EQ(as_key(std::string(999, 'k')).size(), k_longest_key);
}

TEST(Limits, LongTextsAreCutVisiblyBetweenCharacters) {
  EXPECT_EQ(shortened("short", 40), "short");
  EXPECT_EQ(shortened(std::string(40, 'x'), 40), std::string(40, 'x'));
  std::string text = "x";
  for (int i = 0; i < 5000; ++i) text += "ü";
  for (std::size_t limit = 40; limit < 60; ++limit) {
    const std::string cut = shortened(text, limit);
    EXPECT_LE(cut.size(), limit);
    EXPECT_THAT(cut, EndsWith("... [cut: 10,001 bytes]"));
    EXPECT_NO_THROW(Json(cut).dump()) << "not UTF-8";
  }
}

TEST(Batches, KeepEveryLimitAndEveryEntryInOrder) {
  Log log;
  for (int i = 0; i < 2500; ++i) log.metrics.push_back({"m", i * 0.5, 1'700'000'000'000 + i, i});
  for (int i = 0; i < 250; ++i) log.params.push_back({"p" + std::to_string(i), std::string(7000, 'v')});
  for (int i = 0; i < 120; ++i) log.tags.push_back({"t" + std::to_string(i), std::string(9000, 'w')});
  std::vector<double> values;
  std::size_t params = 0, tags = 0;
  for (const std::string& body : batches(log)) {
    EXPECT_LT(body.size(), 1'000'000U);
    const Json json = Json::parse(body);
    std::size_t together = 0;
    for (const auto& [list, most] : {std::pair{"metrics", 1000U}, {"params", 100U}, {"tags", 100U}}) {
      const Json entries = json.value(list, Json::array());
      EXPECT_LE(entries.size(), most);
      together += entries.size();
      for (const Json& entry : entries) {
        if (entry.contains("step")) {
          values.push_back(entry.at("value"));
          EXPECT_EQ(entry.at("timestamp").get<std::int64_t>() - 1'700'000'000'000, entry.at("step"));
        } else {
          EXPECT_LE(entry.at("value").get<std::string>().size(), std::string(list) == "tags" ? 8000U : 6000U);
        }
      }
    }
    EXPECT_LE(together, 1000U);
    params += json.value("params", Json::array()).size();
    tags += json.value("tags", Json::array()).size();
  }
  ASSERT_EQ(values.size(), 2500U);
  for (std::size_t i = 0; i < values.size(); ++i) EXPECT_EQ(values[i], static_cast<double>(i) * 0.5);
  EXPECT_EQ(params, 250U);
  EXPECT_EQ(tags, 120U);
  EXPECT_TRUE(batches({}).empty());
}

TEST(Batches, SayWhatIsNotFiniteInTexts) {
  const double infinity = std::numeric_limits<double>::infinity();
  Log log;
  for (const double value : {std::numeric_limits<double>::quiet_NaN(), infinity, -infinity, 1e308, 5e-324, 0.1}) {
    log.metrics.push_back({"m", value, 1, 0});
  }
  const Json metrics = Json::parse(batches(log).at(0)).at("metrics");
  EXPECT_EQ(metrics[0].at("value"), "NaN");
  EXPECT_EQ(metrics[1].at("value"), "Infinity");
  EXPECT_EQ(metrics[2].at("value"), "-Infinity");
  EXPECT_EQ(metrics[3].at("value").get<double>(), 1e308);
  EXPECT_EQ(metrics[4].at("value").get<double>(), 5e-324);
  EXPECT_EQ(metrics[5].at("value").get<double>(), 0.1);
}

TEST(Batches, BytesThatAreNoTextDoNoHarm) {
  Log log;
  log.params.push_back({"p", "a\xff\xc3"});
  EXPECT_EQ(Json::parse(batches(log).at(0)).at("params")[0].at("value"), "a\xEF\xBF\xBD\xEF\xBF\xBD");
}

}  // namespace
}  // namespace shoal::tracking
