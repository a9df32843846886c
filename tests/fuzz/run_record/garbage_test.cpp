// Whatever the text: a record, or Error{data} that says where.
#include <gmock/gmock.h>

#include <cstdio>
#include <random>

#include "sample_record.hpp"
#include "shoal/error.hpp"

namespace shoal {
namespace {

using testing::HasSubstr;

/// The error for a text, or nothing when it reads as a record.
std::optional<Error> error_of(const std::string& text) {
  try {
    run_record_from_json(text, "run.json");
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::data);
    EXPECT_THAT(error.where(), testing::StartsWith("run.json"));
    EXPECT_FALSE(error.hint().empty());
    return error;
  }
  return std::nullopt;
}

TEST(RunRecordGarbage, IsRefusedWithTheReason) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"", "not a JSON document"},
      {"{\"format\": 1,\n\n oops}", "not a JSON document"},
      {"\xff\xfe", "not a JSON document"},
      {"[]", "not the record of a run"},
      {"{}", "not the record of a run"},
      {"{\"format\": \"1\"}", "not the record of a run"},
      {"{\"format\": 1.0}", "not the record of a run"},
      {"{\"format\": 0}", "0 is not a format of run.json"},
      {"{\"format\": 2}", "its checksum does not fit"},
      {"{\"format\": 3}", "its format is 3; this shoal reads formats up to 2"},
      {"{\"seed\": 1, \"format\": 3}", "its format is 3"},
      {"{\"format\": 18446744073709551615}", "its format is 18446744073709551615"},
  };
  for (const auto& [text, wanted] : cases) {
    const auto error = error_of(text);
    ASSERT_TRUE(error) << text;
    EXPECT_THAT(error->message(), HasSubstr(wanted));
  }
  EXPECT_EQ(error_of("{\"format\": 1,\n\n oops}")->where(), "run.json, line 3");
}

TEST(RunRecordGarbage, WrongTypesNameTheirPlace) {
  const std::vector<std::array<std::string, 3>> cases = {
      {R"({"format":1,"seed":-1})", "run.json, seed", "-1 is not a whole number from 0"},
      {R"({"format":1,"customers":1.5})", "run.json, customers", "1.5 is not a whole number"},
      {R"({"format":1,"sweep":[{"k":2},{"k":"six"}]})", "run.json, sweep[1].k", "\"six\" is not a whole number"},
      {R"({"format":1,"sweep":{}})", "run.json, sweep", "an object is not a list"},
      {R"({"format":1,"input":[]})", "run.json, input", "a list is not an object"},
      {R"({"format":1,"options":{"k":4}})", "run.json, options.k", "4 is not a text"},
      {R"({"format":1,"timings":{"read":"soon"}})", "run.json, timings.read", "\"soon\" is not a number"},
      {R"({"format":1,"segments":[{"small":1}]})", "run.json, segments[0].small", "1 is not true or false"},
      {R"({"format":1,"segments":[{"segment":4294967296}]})", "run.json, segments[0].segment", "4294967296 is not"},
      {R"({"format":1,"feature_names":["a"],"segments":[{"medians":{"a":[]}}]})", "run.json, segments[0].medians.a",
       "a list is not a number"},
      {R"({"format":1,"segments":[{"medians":[1]}]})", "run.json, segments[0].medians", "not an object of numbers"},
      {R"({"format":1,"charts":{"profile":[[1],[2,null,true]]}})", "run.json, charts.profile[1][2]",
       "true is not a number"},
  };
  for (const auto& [text, where, message] : cases) {
    const auto error = error_of(text);
    ASSERT_TRUE(error) << text;
    EXPECT_EQ(error->where(), where);
    EXPECT_THAT(error->message(), HasSubstr(message));
  }
}

TEST(RunRecordGarbage, UnknownKeysAreIgnored) {
  EXPECT_FALSE(error_of(R"({"format":1,"colour":{"of":["the sky"]},"input":{"moon":3}})"));
}

TEST(RunRecordGarbage, DeepNestingIsRefusedNotOverflown) {
  const std::string deep(1'000'000, '[');
  EXPECT_TRUE(error_of(R"({"format":1,"seed":)" + deep));
  EXPECT_TRUE(error_of(R"({"format":1,"seed":)" + deep + std::string(deep.size(), ']') + "}"));
}

TEST(RunRecordGarbage, EveryTruncationIsRefused) {
  const std::string whole = test::sample_json();
  const std::size_t end = whole.find_last_of('}');
  for (std::size_t length = 0; length <= end; length += 1 + length / 50) {
    EXPECT_TRUE(error_of(whole.substr(0, length))) << length;
  }
}

TEST(RunRecordGarbage, DamagedBytesNeverCrash) {
  const std::string whole = test::sample_json();
  std::mt19937 random(1);
  for (int round = 0; round < 200; ++round) {
    std::string text = whole;
    for (int n = 0; n < 1 + round % 5; ++n) text[random() % text.size()] = static_cast<char>(random());
    error_of(text);
  }
}

/// Written by this version, which seals what it writes: no byte of it may differ.
TEST(RunRecordGarbage, AFlippedBitIsRefused) {
  const std::string whole = to_json(test::sample_record());
  EXPECT_FALSE(error_of(whole));
  int tried = 0;
  for (std::size_t i = 0; i < whole.size(); i += 1 + whole.size() / 300) {
    for (const int mask : {1 << (i % 8), 0xff}) {
      std::string text = whole;
      text[i] = static_cast<char>(text[i] ^ mask);
      EXPECT_TRUE(error_of(text)) << i << ' ' << mask;
      ++tried;
    }
  }
  const std::string small = to_json(RunRecord{});
  for (std::size_t i = small.size() - 90; i < small.size(); ++i) {  // the seal itself, and what may hide it
    for (int mask = 1; mask < 256; ++mask) {
      std::string text = small;
      text[i] = static_cast<char>(text[i] ^ mask);
      EXPECT_TRUE(error_of(text)) << i << ' ' << mask;
      ++tried;
    }
    EXPECT_TRUE(error_of(small.substr(0, i)));
  }
  EXPECT_TRUE(error_of(whole + "\n"));
  std::string downgraded = whole;
  downgraded[downgraded.find('2')] = '1';
  EXPECT_TRUE(error_of(downgraded));
  std::printf("%d altered records\n", tried);
}

TEST(RunRecordGarbage, BeyondEveryBoundIsRefusedAtOnce) {
  std::string keys = "{\"format\": 1";
  for (int i = 0; i < 200'000; ++i) keys += ",\"" + std::to_string(i) + "\":1";
  EXPECT_TRUE(error_of(keys + "}"));
  EXPECT_TRUE(error_of(std::string(2'000'000, '[')));
}

}  // namespace
}  // namespace shoal
