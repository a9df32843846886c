// Deterministic random damage to model.json, run.json and the answers of a server: each is refused in words, or, where whoever damaged
// it also mended its checksum, read as something else; never believed in silence, never anything but a value or an Error.
#include <fmt/format.h>
#include <gmock/gmock.h>

#include <cstdio>
#include <functional>
#include <map>

#include "base/json_seal.hpp"
#include "mutated.hpp"
#include "sample_record.hpp"
#include "shoal/error.hpp"
#include "shoal/files.hpp"
#include "shoal/model.hpp"
#include "shoal/report.hpp"
#include "temporary_folder.hpp"
#include "tracking/answers.hpp"
#include "tracking/journal.hpp"
#include "tracking/verdict.hpp"

namespace shoal {
namespace {

constexpr std::string_view k_tokens[] = {"{",
                                         "}",
                                         "[",
                                         "]",
                                         "\"",
                                         ":",
                                         ",",
                                         "null",
                                         "true",
                                         "-1",
                                         "1e999",
                                         "0",
                                         "[]",
                                         "{}",
                                         "\\u0000",
                                         "\\",
                                         "\xff",
                                         "[[[[[[[[[[[[[[[[[[",
                                         "\"a\":",
                                         "-0",
                                         "2.5e-324",
                                         "18446744073709551616",
                                         "9223372036854775807",
                                         "\"format\": 3,",
                                         "\x1b",
                                         "..",
                                         "NaN",
                                         "\n"};

/// What came of the tries.
struct Tally {
  std::uint64_t refused = 0, read = 0;
  void print(const char* what) const {
    std::printf("%s: %llu refused, %llu read, 0 crashes\n", what, static_cast<unsigned long long>(refused),
                static_cast<unsigned long long>(read));
  }
};

template <class Call>
bool attempt(Tally& tally, const std::string& bytes, const std::vector<ErrorCode>& codes, const Call& call) {
  try {
    call();
    ++tally.read;
    return true;
  } catch (const Error& error) {
    ++tally.refused;
    EXPECT_THAT(codes, testing::Contains(error.code())) << error.what();
    EXPECT_FALSE(error.message().empty());
  } catch (const std::exception& problem) {
    ADD_FAILURE() << problem.what() << "\n" << testing::PrintToString(bytes);
  }
  return false;
}

/// The document with a checksum that fits: only what it says is damaged.
std::string sealed(const std::string& text) {
  const std::size_t seal = detail::json_seal("").size();
  const std::string before = text.substr(0, text.size() - std::min(seal, text.size()));
  return before + detail::json_seal(before);
}

/// A model folder in memory.
std::map<std::string, std::string> model_folder() {
  const test::TemporaryFolder folder;
  Model model;
  model.preparation = Preparation::parse("winsorise:0.05@b,log1p,standardise");
  FeatureTable table;
  table.names = {"a", "b"};
  table.values = Matrix<double>(60, 2);
  for (std::int64_t i = 0; i < 60; ++i) table.doubles()(i, 0) = table.doubles()(i, 1) = static_cast<double>(i % 7 * i);
  std::vector<std::int64_t> kept;
  model.preparation.fit(table, kept);
  Matrix<double> centroids(3, 2);
  for (std::int64_t i = 0; i < 3; ++i) centroids(i, 0) = static_cast<double>(i);
  model.kind = CentroidModel{Metric::euclidean, centroids};
  model.sizes = {30, 20, 10};
  model.segment_names = {"one", "zwei \xC3\xBC", "\"three\""};
  model.metrics = {{"inertia", 1.5}};
  model.reference = {60,
                     60,
                     {{"a", 0, 1, 2, {0, 1, 2}, {20, 40}}, {"b", 0, 1, 2, {0, 1}, {60}}},
                     {{0, 1, 2}, 1.0},
                     {0.5, 0.3, 0.2},
                     "2010-12-01",
                     "2011-12-09"};
  save_model(model, folder / "m");
  std::map<std::string, std::string> files;
  for (const char* name : {"model.json", "centroids.npy"}) files[name] = read_file(folder / "m" / name);
  return files;
}

Model load(const std::map<std::string, std::string>& files) {
  return load_model(
      [&](const std::string& name, std::uintmax_t largest) {
        const auto found = files.find(name);
        if (found == files.end() || found->second.size() > largest) throw Error(ErrorCode::model, "no such part");
        return found->second;
      },
      "m");
}

TEST(DocumentMutations, Models) {
  const auto good = model_folder();
  ASSERT_EQ(load(good).k(), 3);
  Tally plain, mended;
  for (std::uint64_t seed = 0; seed < test::fuzz_rounds(3000); ++seed) {
    auto files = good;
    std::string& bytes = files[seed % 4 == 0 ? "centroids.npy" : "model.json"];
    const std::string before = bytes;
    bytes = test::mutated(bytes, seed, k_tokens);
    const bool read = attempt(plain, bytes, {ErrorCode::model}, [&] { load(files); });
    EXPECT_EQ(read, bytes == before) << "believed: " << testing::PrintToString(bytes);
    files = good;
    files["model.json"] = sealed(test::mutated(good.at("model.json"), seed, k_tokens));
    attempt(mended, files["model.json"], {ErrorCode::model}, [&] { load(files); });
  }
  plain.print("models");
  mended.print("models with a checksum that fits");
  EXPECT_GT(mended.read, 0u);
  EXPECT_GT(mended.refused, 0u);
}

TEST(DocumentMutations, RunRecords) {
  const std::string good = to_json(test::sample_record());
  const std::string small = to_json(RunRecord{});
  Tally plain, mended;
  for (std::uint64_t seed = 0; seed < test::fuzz_rounds(1500); ++seed) {
    const std::string& whole = seed % 8 == 0 ? good : small;
    const std::string bytes = test::mutated(whole, seed, k_tokens);
    const bool read = attempt(plain, bytes, {ErrorCode::data}, [&] { run_record_from_json(bytes, "run.json"); });
    EXPECT_EQ(read, bytes == whole) << "believed: " << seed;
    const std::string with_seal = sealed(bytes);
    attempt(mended, with_seal, {ErrorCode::data}, [&] {
      const RunRecord record = run_record_from_json(with_seal, "run.json");
      if (!record.shop.segments.empty()) render_report(record);
      const std::string again = to_json(record);
      EXPECT_EQ(to_json(run_record_from_json(again, "again")), again);
    });
  }
  plain.print("run records");
  mended.print("run records with a checksum that fits");
  EXPECT_GT(mended.read, 0u);
  EXPECT_GT(mended.refused, 0u);
}

constexpr std::string_view k_answers[] = {
    R"({"experiment":{"experiment_id":"1","name":"shoal","lifecycle_stage":"active"}})",
    R"({"run":{"info":{"run_id":"r1","experiment_id":"1","artifact_uri":"mlflow-artifacts:/1/r1/artifacts"}}})",
    R"({"runs":[{"info":{"run_id":"r1","experiment_id":"1","artifact_uri":"mlflow-artifacts:/1"}}]})",
    R"({"model_versions":[{"name":"n","version":"12","run_id":"r","tags":[{"key":"a","value":"b"}]}],"next_page_token":"t"})",
    R"({"registered_models":[{"name":"n","aliases":[{"alias":"champion","version":"3"}]}]})",
    R"({"model_version":{"name":"n","version":"1"}})",
    R"({"artifact_uri":"mlflow-artifacts:/1"})",
    R"({"error_code":"INVALID_PARAMETER_VALUE","message":"Changing param \u003d \/ %2F &amp; c2VjcmV0LXRva2Vu"})",
    "<html><head><title>502 Bad Gateway</title></head><body>x</body></html>"};

TEST(DocumentMutations, AnswersOfAServer) {
  using namespace tracking;
  TrackingSettings settings;
  settings.token = "secret-token";
  const Secrets secrets(settings, {});
  const std::vector<std::function<void(const std::string&)>> parsers = {[](const std::string& text) { parse_experiment(text); },
                                                                        [](const std::string& text) { parse_experiment_id(text); },
                                                                        [](const std::string& text) { parse_run(text); },
                                                                        [](const std::string& text) { parse_first_run(text); },
                                                                        [](const std::string& text) { parse_versions(text); },
                                                                        [](const std::string& text) { parse_version(text); },
                                                                        [](const std::string& text) { parse_models(text); },
                                                                        [](const std::string& text) { parse_model(text); },
                                                                        [](const std::string& text) { parse_download_uri(text); }};
  Tally tally;
  for (std::uint64_t seed = 0; seed < test::fuzz_rounds(3000); ++seed) {
    const std::string bytes = test::mutated(std::string(k_answers[seed % std::size(k_answers)]), seed, k_tokens);
    for (const auto& parse : parsers) attempt(tally, bytes, {ErrorCode::service}, [&] { parse(bytes); });
    HttpAnswer answer;
    answer.status = seed % 2 == 0 ? 200 : 400;
    answer.body = bytes;
    const Verdict verdict = judge(answer, seed % 3 == 0, secrets);
    EXPECT_LE(verdict.words.size(), 1000u);
    EXPECT_FALSE(secrets.within(verdict.words)) << verdict.words;
  }
  tally.print("answers");
  EXPECT_GT(tally.read, 0u);
  EXPECT_GT(tally.refused, 0u);
}

/// A secret in the middle of noise, written at random.
TEST(DocumentMutations, SecretsInNoise) {
  using namespace tracking;
  TrackingSettings settings;
  settings.token = "tok-ABC/def+ghi==\"\\x";
  const Secrets secrets(settings, {});
  constexpr std::string_view k_forms[] = {"{}", "\\u{:04x}", "%{:02X}", "%{:02x}", "&#{};", "&#x{:x};", "\\x{:02x}"};
  std::uint64_t tries = 0;
  for (std::uint64_t seed = 0; seed < test::fuzz_rounds(3000); ++seed, ++tries) {
    std::string written;
    for (std::size_t i = 0; i < settings.token.size(); ++i) {
      const auto byte = static_cast<unsigned char>(settings.token[i]);
      const std::size_t form = (seed * 2654435761u + i * 40503u) >> 7 & 7;
      const std::string_view chosen = k_forms[form % std::size(k_forms)];
      written += chosen == "{}" ? std::string(1, settings.token[i]) : fmt::format(fmt::runtime(chosen), byte);
    }
    const std::string text = "denied for " + written + ".";
    ASSERT_EQ(secrets.masked(text), "denied for ***.") << text;
  }
  std::printf("secrets: %llu found\n", static_cast<unsigned long long>(tries));
}

TEST(DocumentMutations, Journals) {
  const std::string good = R"({"format":1,"key":"k","server":"http://h","experiment_name":"e","experiment_id":""})"
                           "\n"
                           R"({"op":0,"run":"","call":"create","body":{"run_name":"fit"}})"
                           "\n"
                           R"({"op":1,"run":"","call":"artifact","file":"a","path":"model/a","sha256":"00"})"
                           "\n"
                           R"({"done":0,"run_id":"r","experiment_id":"1","artifact_uri":"u"})"
                           "\n";
  Tally tally;
  for (std::uint64_t seed = 0; seed < test::fuzz_rounds(3000); ++seed) {
    const std::string bytes = test::mutated(good, seed, k_tokens);
    attempt(tally, bytes, {ErrorCode::data}, [&] { tracking::parse_journal(bytes, "j"); });
  }
  tally.print("journals");
  EXPECT_GT(tally.refused, 0u);
}

}  // namespace
}  // namespace shoal
