// Each case is worked out by hand from the definitions in shoal/features.hpp.
#include <gmock/gmock.h>

#include <cmath>

#include "shoal/error.hpp"
#include "shoal/features.hpp"
#include "shoal/text.hpp"
#include "transactions_builder.hpp"

namespace shoal {
namespace {

using test::TransactionsBuilder;
using testing::ElementsAre;
using testing::HasSubstr;

CustomerFeatures features(const TransactionsBuilder& built, int threads = 1, FeatureOptions options = {}) {
  ThreadPool pool(threads);
  return customer_features(pool, built.lines(), built.cleaned(), options);
}

double at(const CustomerFeatures& customers, const std::string& id, const std::string& name) {
  const auto& ids = customers.table.ids;
  const auto row = std::find(ids.begin(), ids.end(), id) - ids.begin();
  const auto column = std::find(k_feature_names.begin(), k_feature_names.end(), name) - k_feature_names.begin();
  return customers.table.doubles()(row, column);
}

const FeatureOptions k_gross{.returns = Returns::gross};

template <class Call>
Error error_of(Call&& call) {
  try {
    call();
  } catch (const Error& error) {
    return error;
  }
  ADD_FAILURE() << "no error";
  return Error(ErrorCode::internal, "none");
}

TEST(CustomerFeatures, AddUpOneCustomer) {
  TransactionsBuilder built;
  built.add({"7", "1", "a", 2, 5.0, "2024-01-01T09:00:00"});
  built.add({"7", "1", "b", 1, 10.0, "2024-01-01T09:00:00"});
  built.add({"7", "2", "a", 4, 5.0, "2024-01-11T18:00:00"});
  built.add({"7", "3", "c", 3, 20.0, "2024-01-11T19:00:00"});
  built.add({"7", "4", "a", 1, 5.0, "2024-01-31T08:00:00"});
  built.add({"8", "5", "a", 1, 5.0, "2024-02-01T12:00:00"});
  const CustomerFeatures got = features(built);
  EXPECT_EQ(got.as_of, parse_iso_time("2024-02-02T12:00:00"));
  EXPECT_EQ(got.first_time, parse_iso_time("2024-01-01T09:00:00"));
  EXPECT_EQ(got.last_time, parse_iso_time("2024-02-01T12:00:00"));
  EXPECT_EQ(got.table.names, k_feature_names);
  EXPECT_EQ(at(got, "7", "recency_days"), 2);  // 2 days and 4 hours
  EXPECT_EQ(at(got, "7", "frequency"), 4);
  EXPECT_EQ(at(got, "7", "total_spend"), 105);
  EXPECT_EQ(at(got, "7", "tenure_days"), 32);
  EXPECT_EQ(at(got, "7", "days_between_orders"), 15);  // order days 1, 11 and 31 January
  EXPECT_EQ(at(got, "7", "basket_value"), 26.25);
  EXPECT_EQ(at(got, "7", "items_per_order"), 2.75);
  EXPECT_EQ(at(got, "7", "distinct_products"), 3);
  EXPECT_TRUE(std::isnan(at(got, "8", "days_between_orders"))) << "one order: missing";
  EXPECT_EQ(at(got, "8", "recency_days"), 1);
}

TEST(CustomerFeatures, OrderIdsAsNumbersWhenAllAreNumbers) {
  TransactionsBuilder numbers;
  for (const char* id : {"100", "9", "020", "12345678901234567890123"}) numbers.add({id, "1", "a"});
  const CustomerFeatures got = features(numbers);
  EXPECT_THAT(got.table.ids, ElementsAre("9", "020", "100", "12345678901234567890123"));
  EXPECT_THAT(got.customer_row, ElementsAre(2, 0, 1, 3));

  TransactionsBuilder texts;
  for (const char* id : {"100", "9", "A7"}) texts.add({id, "1", "a"});
  EXPECT_THAT(features(texts).table.ids, ElementsAre("100", "9", "A7"));
}

TEST(CustomerFeatures, LeaveOutCustomersWithoutKeptLines) {
  TransactionsBuilder built;
  built.add({"1", "C1", "a", -1, 5.0, "2024-01-01", "", "", LineState::cancellation});
  built.add({"2", "2", "a", 1, 5.0, "2024-01-01"});
  built.add({"", "3", "a", 1, 5.0, "2024-01-09", "", "", LineState::missing_customer});
  const CustomerFeatures got = features(built);
  EXPECT_THAT(got.table.ids, ElementsAre("2"));
  EXPECT_THAT(got.customer_row, ElementsAre(-1, 0));
  EXPECT_EQ(got.as_of, parse_iso_time("2024-01-02"));
}

TEST(CustomerFeatures, CountReturnsByValue) {
  TransactionsBuilder built;
  built.add({"1", "1", "a", 6, 10.0});
  built.add({"1", "C2", "a", -2, 10.0, "2024-01-02", "", "", LineState::cancellation});
  built.add({"1", "3", "a", -2, 10.0, "2024-01-03", "", "", LineState::non_positive});
  built.add({"1", "C2", "a", -2, 10.0, "2024-01-02", "", "", LineState::duplicate});
  built.add({"1", "4", "a", 5, 0.0, "2024-01-03", "", "", LineState::non_positive});
  const CustomerFeatures gross = features(built, 1, k_gross);
  EXPECT_EQ(at(gross, "1", "total_spend"), 60);
  EXPECT_EQ(at(gross, "1", "basket_value"), 60);
  EXPECT_DOUBLE_EQ(at(gross, "1", "return_share"), 40.0 / 100.0);
  const CustomerFeatures net = features(built);
  EXPECT_EQ(at(net, "1", "total_spend"), 20);
  EXPECT_EQ(at(net, "1", "basket_value"), 20);
  EXPECT_DOUBLE_EQ(at(net, "1", "return_share"), 40.0 / 60.0);
  EXPECT_EQ(at(net, "1", "items_per_order"), 6) << "pieces bought";
  EXPECT_EQ(at(net, "1", "recency_days"), at(gross, "1", "recency_days"));
}

TEST(CustomerFeatures, LeaveOutCustomersWhoSentAllBack) {
  TransactionsBuilder built;
  built.add({"1", "1", "a", 3, 0.1});
  built.add({"1", "1", "b", 1, 0.2});
  built.add({"1", "C2", "b", -1, 0.2, "2024-01-02", "", "", LineState::cancellation});
  built.add({"1", "C2", "a", -3, 0.1, "2024-01-02", "", "", LineState::cancellation});
  built.add({"2", "3", "a", 4, 1.0});
  built.add({"2", "C4", "z", -1, 1.5, "2024-01-02", "", "", LineState::cancellation});  // bought before the file begins
  built.add({"3", "5", "a", 1, 1.0});
  built.add({"3", "C6", "z", -9, 1.0, "2024-01-02", "", "", LineState::cancellation});
  built.add({"4", "7", "a", 1, 1.0});
  const CustomerFeatures got = features(built);
  EXPECT_THAT(got.table.ids, ElementsAre("2", "4"));
  EXPECT_THAT(got.customer_row, ElementsAre(-1, 0, -1, 1));
  EXPECT_EQ(got.sent_all_back, 2);
  EXPECT_EQ(at(got, "2", "total_spend"), 2.5);
  EXPECT_EQ(at(got, "4", "total_spend"), 1);
  const CleaningStep step = net_of_returns(built.lines(), built.cleaned(), got);
  EXPECT_EQ(step.step, "returns");
  EXPECT_EQ(step.removed, 3);
  EXPECT_EQ(step.remaining, 2);
  EXPECT_EQ(step.customers, 2);
  EXPECT_EQ(step.invoices, 2);
  EXPECT_EQ(step.revenue, 3.5);
  EXPECT_EQ(features(built, 1, k_gross).table.rows(), 4);

  TransactionsBuilder all;
  all.add({"1", "1", "a", 1, 1.0}).add({"1", "C1", "a", -1, 1.0, "2024-01-02", "", "", LineState::cancellation});
  EXPECT_EQ(error_of([&] { features(all); }).code(), ErrorCode::data);
}

TEST(CustomerFeatures, KeepLinesWithoutACustomerInTheTotalsAlone) {
  TransactionsBuilder built;
  built.add({"1", "1", "a", 3, 1.0}).add({"", "2", "a", 1, 7.0});
  const CustomerFeatures got = features(built);
  EXPECT_THAT(got.table.ids, ElementsAre("1"));
  const CleaningStep step = net_of_returns(built.lines(), built.cleaned(), got);
  EXPECT_EQ(step.revenue, 10);
  EXPECT_EQ(step.remaining, 2);
  EXPECT_EQ(step.invoices, 2);
}

TEST(CustomerFeatures, TakeNothingOffForOrdersThatWereNeverDelivered) {
  TransactionsBuilder built;
  built.add({"1", "1", "a", 3, 1.0});
  built.add({"1", "C2", "b", 5, 1.0, "2024-01-02", "", "", LineState::cancellation});
  EXPECT_EQ(at(features(built), "1", "total_spend"), 3);
  EXPECT_EQ(at(features(built), "1", "return_share"), 0);
}

TEST(CustomerFeatures, KeepReturnsInBoundsWhenNothingIsCleaned) {
  TransactionsBuilder built;
  built.add({"1", "1", "a", 6, 10.0});
  built.add({"1", "C2", "a", -4, 10.0, "2024-01-09"});
  built.add({"2", "3", "a", 5, 0.0});
  built.add({"3", "C4", "a", -5, 1.0});
  const CustomerFeatures net = features(built);
  EXPECT_EQ(at(net, "1", "total_spend"), 20);
  EXPECT_EQ(at(net, "1", "frequency"), 1) << "a return is no order";
  EXPECT_EQ(at(net, "1", "recency_days"), 8) << "nor a visit";
  EXPECT_DOUBLE_EQ(at(net, "1", "return_share"), 40.0 / 60.0);
  EXPECT_THAT(net.table.ids, ElementsAre("1", "2")) << "who only sent back is no customer";
  const CustomerFeatures got = features(built, 1, k_gross);
  EXPECT_EQ(at(got, "1", "total_spend"), 20);
  EXPECT_EQ(at(got, "1", "frequency"), 2);
  EXPECT_DOUBLE_EQ(at(got, "1", "return_share"), 40.0 / 100.0);
  for (const char* name : {"total_spend", "basket_value", "return_share", "bulk_share", "reduced_share"}) {
    EXPECT_EQ(at(got, "2", name), 0) << name;
  }
}

TEST(CustomerFeatures, TellQuantityPricesFromReducedOnes) {
  TransactionsBuilder built;
  // Usual price 10; from 8 to 15 pieces 8; from 2 to 3 pieces 10.
  for (int i = 0; i < 5; ++i) built.add({"many", "1", "a", 1, 10.0});
  for (int i = 0; i < 3; ++i) built.add({"many", "2", "a", 12, 8.0});
  for (int i = 0; i < 2; ++i) built.add({"many", "3", "a", 2, 10.0});
  built.add({"bulk", "4", "a", 8, 8.0});
  built.add({"sale", "5", "a", 3, 7.0});   // reduced in its band of 2 to 3
  built.add({"sale", "6", "a", 15, 6.0});  // reduced even among 8 to 15
  built.add({"both", "7", "a", 10, 8.0});  // 80 bulk
  built.add({"both", "8", "a", 2, 9.5});   // exactly 95 %: below
  built.add({"both", "9", "a", 1, 9.6});   // above 95 %
  const CustomerFeatures got = features(built);
  EXPECT_EQ(at(got, "bulk", "bulk_share"), 1);
  EXPECT_EQ(at(got, "bulk", "reduced_share"), 0);
  EXPECT_EQ(at(got, "sale", "bulk_share"), 0);
  EXPECT_EQ(at(got, "sale", "reduced_share"), 1);
  EXPECT_DOUBLE_EQ(at(got, "both", "bulk_share"), 80.0 / 108.6);
  EXPECT_DOUBLE_EQ(at(got, "both", "reduced_share"), 19.0 / 108.6);
}

TEST(CustomerFeatures, TakeTheHigherOfTwoEquallyUsualPrices) {
  TransactionsBuilder built;
  built.add({"low", "1", "a", 1, 1.0});
  built.add({"high", "2", "a", 1, 2.0});
  const CustomerFeatures got = features(built);
  EXPECT_EQ(at(got, "low", "reduced_share"), 1);
  EXPECT_EQ(at(got, "high", "reduced_share"), 0);
}

TEST(CustomerFeatures, AreTheSameForAnyNumberOfThreads) {
  TransactionsBuilder built;
  for (int i = 0; i < 3000; ++i) {
    const std::string day = std::to_string(10 + i % 19);
    built.add({std::to_string(i % 1100), std::to_string(i / 3), std::to_string(i % 170), 1.0 + i % 37,
               0.1 * (1 + i % 7), "2024-03-" + day});
  }
  const CustomerFeatures one = features(built, 1);
  for (const int threads : {2, 7}) EXPECT_EQ(features(built, threads).table.values, one.table.values);
}

TEST(CustomerFeatures, TakeAnAsOfDateThatIsNotTooEarly) {
  TransactionsBuilder built;
  built.add({"1", "1", "a", 1, 1, "2024-01-10T12:00:00"});
  EXPECT_EQ(at(features(built, 1, {parse_iso_time("2024-03-10")}), "1", "recency_days"), 59);
  EXPECT_EQ(at(features(built, 1, {parse_iso_time("2024-01-10T12:00:00")}), "1", "recency_days"), 0);
  const Error error = error_of([&] { features(built, 1, {parse_iso_time("2024-01-10")}); });
  EXPECT_EQ(error.code(), ErrorCode::data);
  EXPECT_THAT(error.message(), HasSubstr("2024-01-10T12:00:00"));
  EXPECT_THAT(error.found(), HasSubstr("2024-01-10"));
}

TEST(CustomerFeatures, RefuseWhatCannotBeAddedUp) {
  TransactionsBuilder huge;
  huge.add({"1", "1", "a", 1e200, 1e200});
  const Error error = error_of([&] { features(huge); });
  EXPECT_EQ(error.code(), ErrorCode::data);
  EXPECT_THAT(error.where(), HasSubstr("customer 1"));

  TransactionsBuilder nobody;
  nobody.add({"", "1", "a"});
  EXPECT_EQ(error_of([&] { features(nobody); }).code(), ErrorCode::data);
}

TEST(CustomerFeatures, ManageExtremeButAddableValues) {
  TransactionsBuilder built;
  built.add({"1", "1", "a", 1e300, 1e-3, "1969-12-31T23:00:00"});
  built.add({"1", "2", "", 1e-300, 1e-5, "1970-01-02T01:00:00"});
  const CustomerFeatures got = features(built);
  for (const double value : got.table.doubles().values()) EXPECT_TRUE(std::isfinite(value));
  EXPECT_EQ(at(got, "1", "distinct_products"), 1);
  EXPECT_EQ(at(got, "1", "days_between_orders"), 2);
}

}  // namespace
}  // namespace shoal
