// What holds for every algorithm of the table, those to come included.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <set>

#include "shoal/algorithm.hpp"
#include "shoal/error.hpp"

namespace shoal {
namespace {

using ::testing::HasSubstr;

template <class Act>
Error refusal(const Act& act) {
  try {
    act();
  } catch (const Error& error) {
    return error;
  }
  ADD_FAILURE() << "nothing was thrown";
  return Error(ErrorCode::internal, "");
}

std::string value_of(const AlgorithmOptions& options, const std::string& name) {
  for (const auto& [option, value] : option_values(options)) {
    if (option == name) return value;
  }
  return "absent";
}

/// Values at the ends of what the option takes.
std::vector<std::string> fitting(const OptionInfo& option) {
  switch (option.type) {
    case OptionInfo::Type::whole:
      return {std::to_string(option.low), std::to_string(option.high)};
    case OptionInfo::Type::real:
      return {std::isfinite(option.range.low) ? number_text(option.range.low + 0.5) : "-0.5"};
    case OptionInfo::Type::word:
      return option.words;
  }
  return {};
}

std::vector<std::string> unfit(const OptionInfo& option) {
  std::vector<std::string> texts{"", "nonsense", "nan", "inf", "1x", "0x1"};
  if (option.type == OptionInfo::Type::whole) {
    texts.push_back(std::to_string(option.low - 1));
    texts.push_back(std::to_string(option.high + 1));
    texts.emplace_back("1e0");
    texts.emplace_back("1.0");
    texts.emplace_back("99999999999999999999");
  }
  if (option.type == OptionInfo::Type::real && std::isfinite(option.range.low)) {
    texts.push_back(number_text(option.range.low - 1));
  }
  return texts;
}

TEST(Algorithms, AreNamedOnceAndSayWhatTheyAre) {
  std::set<std::string> names;
  for (const AlgorithmInfo& algorithm : algorithms()) {
    EXPECT_TRUE(names.insert(algorithm.name).second) << algorithm.name;
    EXPECT_TRUE(!algorithm.title.empty() && algorithm.summary.ends_with('.') && !algorithm.paper.empty());
    EXPECT_EQ(info_of(default_options(algorithm.name)).name, algorithm.name);
    std::set<std::string> options;
    for (const OptionInfo& option : algorithm.options) {
      EXPECT_TRUE(options.insert(option.name).second) << option.name;
      EXPECT_TRUE(!option.help.empty() && !option.standard.empty()) << option.name;
      EXPECT_EQ(find_option(algorithm, option.name), &option);
    }
  }
  EXPECT_EQ(std::variant_size_v<AlgorithmOptions>, algorithms().size());
  EXPECT_EQ(info_of(KMeansOptions{}).name, "kmeans");
}

TEST(Algorithms, DefaultsAreThoseOfTheTableAndInRange) {
  for (const AlgorithmInfo& algorithm : algorithms()) {
    const AlgorithmOptions options = default_options(algorithm.name);
    EXPECT_NO_THROW(check_options(options));
    for (const OptionInfo& option : algorithm.options) EXPECT_EQ(value_of(options, option.name), option.standard);
  }
}

TEST(Algorithms, OptionsTakeWhatTheirRangeSaysAndNothingElse) {
  for (const AlgorithmInfo& algorithm : algorithms()) {
    for (const OptionInfo& option : algorithm.options) {
      AlgorithmOptions options = default_options(algorithm.name);
      for (const std::string& text : fitting(option)) {
        set_option(options, option.name, text, "--x");
        EXPECT_EQ(value_of(options, option.name), text) << option.name;
        EXPECT_NO_THROW(check_options(options));
      }
      const std::string before = value_of(options, option.name);
      for (const std::string& text : unfit(option)) {
        const Error error = refusal([&] { set_option(options, option.name, text, "--x"); });
        EXPECT_EQ(error.code(), ErrorCode::usage);
        EXPECT_EQ(error.where(), "--x");
        EXPECT_EQ(value_of(options, option.name), before) << option.name << " took \"" << text << "\"";
      }
    }
  }
}

TEST(Algorithms, ValuesSetPastTheTableAreChecked) {
  KMeansOptions options;
  options.tolerance = std::numeric_limits<double>::quiet_NaN();
  EXPECT_STREQ(refusal([&] { check_options(options); }).what(), "tolerance: expected a number not below 0");
  options = {};
  options.restarts = 0;
  EXPECT_STREQ(refusal([&] { check_options(options); }).what(),
               "restarts: expected a whole number from 1 to 1,000,000");
  options = {};
  options.init = KMeansInit::given;
  EXPECT_NO_THROW(check_options(options));
  EXPECT_EQ(value_of(options, "init"), "given");
}

TEST(Algorithms, AnUnknownNameIsRefusedWithTheNearest) {
  EXPECT_THAT(refusal([] { default_options("kmean", "--algorithm"); }).what(), HasSubstr("did you mean \"kmeans\"?"));
  AlgorithmOptions options;
  EXPECT_THAT(refusal([&] { set_option(options, "restart", "3", ""); }).message(), HasSubstr("\"restarts\"?"));
  EXPECT_THAT(refusal([&] { set_option(options, "metric", "cosin", ""); }).message(), HasSubstr("\"cosine\"?"));
}

}  // namespace
}  // namespace shoal
