// Answers of the model registry, and names that it takes.
#include "shoal/registry.hpp"

#include <gtest/gtest.h>

#include "damaged.hpp"
#include "errors.hpp"
#include "tracking/answers.hpp"
#include "tracking/client.hpp"

namespace shoal::tracking {
namespace {

using test::error_of;

constexpr const char* k_versions =
    R"({"model_versions":[{"name":"n","version":"12","run_id":"r","creation_timestamp":1700000000123,)"
    R"("tags":[{"key":"a","value":"b"}]},{"name":"n","version":3,"creation_timestamp":"17","run_id":null}],)"
    R"("registered_models":[{"name":"n","aliases":[{"alias":"champion","version":"3"}]}],"next_page_token":"t"})";

TEST(Registry, NumbersComeAsNumbersOrTexts) {
  const Page<ModelVersion> page = parse_versions(k_versions);
  EXPECT_EQ(page.next, "t");
  ASSERT_EQ(page.items.size(), 2U);
  EXPECT_EQ(page.items[0].version, "12");
  EXPECT_EQ(page.items[0].created, 1700000000123);
  EXPECT_EQ(page.items[0].tags.at("a"), "b");
  EXPECT_EQ(page.items[1].version, "3");
  EXPECT_EQ(page.items[1].created, 17);
  EXPECT_EQ(page.items[1].run_id, "");
  EXPECT_EQ(parse_models(k_versions).items.front().aliases.at("champion"), "3");
  EXPECT_TRUE(parse_versions("{}").items.empty());
  EXPECT_EQ(parse_version(R"({"model_version":{"name":"n","version":"1"}})").name, "n");
  EXPECT_EQ(parse_download_uri(R"({"artifact_uri":"mlflow-artifacts:/1"})"), "mlflow-artifacts:/1");
}

TEST(Registry, NonsenseIsAnErrorOfTheService) {
  EXPECT_GT(
      test::refused_when_damaged(
          k_versions, 5'000, 4, 2,
          {[](const std::string& text) { parse_versions(text); }, [](const std::string& text) { parse_models(text); },
           [](const std::string& text) { parse_version(text); }, [](const std::string& text) { parse_model(text); }}),
      1000);
}

TEST(Registry, NamesAndAliasesThatMlflowTakes) {
  for (const char* good : {"customers", "Kunden 2026", "a.b-c_d"})
    EXPECT_NO_THROW(check_model_name(good, "--register"));
  for (const char* bad : {"", "a/b", "a:b", "it's", "\xC3\xBC"}) {
    EXPECT_EQ(error_of([&] { check_model_name(bad, "--register"); }).code(), ErrorCode::usage) << bad;
  }
  for (const char* good : {"champion", "v", "v1a", "2026-11"}) EXPECT_NO_THROW(check_model_alias(good, "--alias"));
  for (const char* bad : {"", "latest", "Latest", "v1", "V20", "a.b", "a b"}) {
    EXPECT_EQ(error_of([&] { check_model_alias(bad, "--alias"); }).code(), ErrorCode::usage) << bad;
  }
}

TEST(Registry, ReferencesAreToldFromFolders) {
  EXPECT_TRUE(names_registered_model("models:/a@b"));
  EXPECT_FALSE(names_registered_model("models/a@b"));
  for (const char* bad : {"models:/", "models:/a", "models:/a@", "models:/@b", "models:/a/"}) {
    EXPECT_EQ(error_of([&] { open_registered({}, bad); }).code(), ErrorCode::usage) << bad;
  }
}

}  // namespace
}  // namespace shoal::tracking
