#include <gmock/gmock.h>

#include "data/transactions/product_codes.hpp"
#include "errors.hpp"
#include "shoal/transactions.hpp"
#include "temporary_folder.hpp"

namespace shoal {
namespace {

using testing::ElementsAre;

/// One line for each fate.
Transactions some_lines() {
  const test::TemporaryFolder folder;
  const auto path = folder.write("t.csv",
                                 "Invoice,Item,Qty,Date,Price,Customer\n"
                                 "1,22001,2,2011-01-01,1.5,7\n"
                                 "1,22001,2,2011-01-01,1.5,7\n"
                                 "2,22001,2,2011-01-01,1.5,\n"
                                 "C3,22001,-1,2011-01-02,1.5,7\n"
                                 "c4,22001,-1,2011-01-02,1.5,8\n"
                                 "5,22001,-1,2011-01-02,1.5,8\n"
                                 "6,22001,1,2011-01-02,0,8\n"
                                 "7,POST,1,2011-01-02,4,8\n"
                                 "C8,22001,-1,2011-01-02,1.5,\n");
  ThreadPool threads(1);
  return read_transactions(threads, path, {}).transactions;
}

TEST(Clean, EachLineBelongsToTheFirstStepThatRemovesIt) {
  CleanOptions options;
  options.non_product_codes = true;
  const Cleaned cleaned = clean(some_lines(), options);
  using enum LineState;
  EXPECT_THAT(cleaned.state, ElementsAre(kept, duplicate, missing_customer, cancellation, cancellation, non_positive,
                                         non_positive, non_product, missing_customer));
  ASSERT_EQ(cleaned.steps.size(), 6u);
  const std::int64_t removed[] = {0, 2, 1, 2, 2, 1}, remaining[] = {9, 7, 6, 4, 2, 1};
  for (std::size_t i = 0; i < cleaned.steps.size(); ++i) {
    EXPECT_EQ(cleaned.steps[i].removed, removed[i]) << cleaned.steps[i].step;
    EXPECT_EQ(cleaned.steps[i].remaining, remaining[i]) << cleaned.steps[i].step;
  }
  EXPECT_EQ(cleaned.steps.back().customers, 1);
  EXPECT_EQ(cleaned.steps.back().invoices, 1);
  EXPECT_EQ(cleaned.steps.back().revenue, 3.0);
}

TEST(Clean, EachStepCanBeSwitchedOff) {
  const Transactions lines = some_lines();
  const CleanOptions none{false, false, false, false, false};
  EXPECT_EQ(clean(lines, none).steps.size(), 1u);
  EXPECT_EQ(clean(lines, none).steps[0].step, "raw");
  bool CleanOptions::*const switches[] = {&CleanOptions::missing_customer, &CleanOptions::duplicates,
                                          &CleanOptions::cancellations, &CleanOptions::non_positive,
                                          &CleanOptions::non_product_codes};
  const char* const keys[] = {"missing_customer", "duplicates", "cancellations", "non_positive", "non_product_codes"};
  // Three of the five lines that are not positive are cancellations, which are kept when asked for.
  const std::int64_t removed[] = {2, 1, 3, 2, 1};
  for (std::size_t i = 0; i < std::size(switches); ++i) {
    CleanOptions only = none;
    only.*switches[i] = true;
    const Cleaned cleaned = clean(lines, only);
    ASSERT_EQ(cleaned.steps.size(), 2u);
    EXPECT_EQ(cleaned.steps[1].step, keys[i]);
    EXPECT_EQ(cleaned.steps[1].removed, removed[i]) << keys[i];
  }
}

TEST(Clean, NothingLeftSaysWhichStepTookTheLast) {
  const test::TemporaryFolder folder;
  const auto path = folder.write("t.csv", "Invoice,Item,Qty,Date,Price,Customer\n1,A,1,2011-01-01,1,\n");
  ThreadPool threads(1);
  const Transactions lines = read_transactions(threads, path, {}).transactions;
  const Error error = test::error_of([&] { clean(lines, {}); });
  EXPECT_EQ(error.code(), ErrorCode::data);
  EXPECT_EQ(error.message(), "no line is left after cleaning");
  EXPECT_THAT(error.hint(), testing::HasSubstr("--keep-no-customer"));
}

TEST(ProductCodes, WhatIsNoProduct) {
  for (const char* code : {"POST", "D", "M", "m", "DOT", "CRUK", "C2", "PADS", "S", "B", "BANK CHARGES", "AMAZONFEE",
                           "ADJUST", "ADJUST2", "gift_0001_20", "TEST001", "Postage"}) {
    EXPECT_TRUE(data::is_non_product_code(code)) << code;
  }
  for (const char* code : {"85123A", "22423", "15056BL", "DCGS0003", "DCGSSBOY", "DCGSSGIRL", "SP1002", "47503J"}) {
    EXPECT_FALSE(data::is_non_product_code(code)) << code;
  }
}

}  // namespace
}  // namespace shoal
