#include "shoal/numbers.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "errors.hpp"
#include "shoal/error.hpp"

namespace shoal {
namespace {

using ::testing::HasSubstr;

template <class Read>
Error refusal(const Read& read) {
  try {
    read();
  } catch (const Error& error) {
    return error;
  }
  ADD_FAILURE() << "nothing was thrown";
  return Error(ErrorCode::internal, "");
}

const std::vector<std::string> k_garbage{"",     " ",    "four", "1x",  "x1",  "1 ",    " 1",  "1.5", "nan", "inf",
                                         "-inf", "0x10", "--1",  "+-1", "1,5", "1e999", "1/2", "١",   "\xff"};

TEST(Numbers, ReadsWholeNumbersToTheEndsOfTheirRange) {
  EXPECT_EQ(whole_number<int>("0", 0, 4, "-t"), 0);
  EXPECT_EQ(whole_number<int>("4", 0, 4, "-t"), 4);
  EXPECT_EQ(whole_number<std::int64_t>("-9223372036854775808", INT64_MIN, INT64_MAX, "-t"), INT64_MIN);
  EXPECT_EQ(whole_number<std::uint64_t>("18446744073709551615", 0, UINT64_MAX, "-t"), UINT64_MAX);
}

TEST(Numbers, RefusesWhatIsNoWholeNumberOfTheRange) {
  std::vector<std::string> texts = k_garbage;
  for (const char* text : {"-1", "5", "1e3", "99999999999999999999999"}) texts.emplace_back(text);
  for (const std::string& text : texts) {
    const Error error = refusal([&] { whole_number<int>(text, 0, 4, "--threads"); });
    EXPECT_EQ(error.code(), ErrorCode::usage) << text;
    EXPECT_EQ(error.where(), "--threads");
    EXPECT_EQ(error.message(), "expected a whole number from 0 to 4");
    EXPECT_THAT(error.found(), text.empty() ? HasSubstr("nothing") : HasSubstr(text));
  }
}

TEST(Numbers, SaysHowToWriteAWholeNumberThatIsOne) {
  for (const char* text : {"1e3", "1000.0", "1,000", "1_000"}) {
    EXPECT_EQ(refusal([&] { whole_number<int>(text, 0, 5000, ""); }).hint(), "write 1000") << text;
    EXPECT_EQ(refusal([&] { whole_number<int>(text, 0, 10, ""); }).hint(), "") << text;
  }
}

TEST(Numbers, ReadsRealNumbersOfTheRange) {
  EXPECT_EQ(real_number("1e-4", {0.0}, ""), 1e-4);
  EXPECT_EQ(real_number("0", {0.0}, ""), 0.0);
  EXPECT_EQ(real_number("-2.5", {}, ""), -2.5);
  for (const std::string& text : k_garbage) {
    if (text == "1.5") continue;
    EXPECT_EQ(refusal([&] { real_number(text, {}, "--dirt"); }).message(), "expected a number") << text;
  }
  const RealRange open{.low = 0.0, .high = 1.0, .with_low = false, .with_high = false};
  for (const char* text : {"0", "1", "-0.1", "1.1"}) {
    EXPECT_EQ(refusal([&] { real_number(text, open, ""); }).message(), "expected a number above 0 and below 1") << text;
  }
}

TEST(Numbers, NumberTextReadsBack) {
  for (const double value : {0.0, 1e-12, 0.1, 300.0, 1.0 / 3.0}) {
    EXPECT_EQ(real_number(number_text(value), {}, ""), value);
  }
  EXPECT_EQ(number_text(1e-12), "1e-12");
  EXPECT_EQ(number_text(300.0), "300");
}

}  // namespace
}  // namespace shoal
