#include <gmock/gmock.h>

#include <cmath>
#include <limits>
#include <set>

#include "segments/feature_columns.hpp"
#include "shoal/error.hpp"
#include "shoal/segments.hpp"
#include "temporary_folder.hpp"
#include "transactions_builder.hpp"

namespace shoal {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using Row = std::vector<double>;

/// In the order of k_feature_names; an ordinary customer.
Row customer(double recency, double orders, double spend) {
  const double gap = orders > 1.0 ? 30.0 : std::numeric_limits<double>::quiet_NaN();
  return {recency, orders, spend, std::max(recency, 200.0), gap, spend / std::max(1.0, orders), 10, 20, 0, 0, 0};
}

/// Groups of customers, one label each, without transaction lines.
struct Crowd {
  std::vector<Row> rows;
  std::vector<std::int32_t> labels;
  std::int32_t groups = 0;

  /// `size` customers spread by up to 5 % around the row.
  Crowd& add(const Row& row, int size = 20) {
    for (int i = 0; i < size; ++i) {
      Row spread = row;
      for (std::size_t j = 0; j < spread.size(); ++j) {
        if (!detail::is_share(j) && j != detail::frequency) spread[j] *= 0.95 + 0.1 * i / size;
      }
      rows.push_back(spread);
      labels.push_back(groups);
    }
    ++groups;
    return *this;
  }

  CustomerFeatures features() const {
    CustomerFeatures result;
    result.table.names = k_feature_names;
    result.table.values = Matrix<double>(std::ssize(rows), std::ssize(k_feature_names));
    for (std::size_t i = 0; i < rows.size(); ++i) {
      std::copy(rows[i].begin(), rows[i].end(), result.table.doubles().row(static_cast<std::int64_t>(i)));
      result.table.ids.push_back(std::to_string(i));
    }
    return result;
  }

  Segmentation describe(const SegmentOptions& options = {}) const {
    return describe_segments(features(), {}, {}, labels, groups, options);
  }
};

std::vector<std::string> names_of(const Segmentation& result) {
  std::vector<std::string> names;
  for (const Segment& segment : result.segments) names.push_back(segment.name);
  return names;
}

Row with(Row row, std::size_t column, double value) {
  row[column] = value;
  return row;
}

TEST(DescribeSegments, NamesTheKindsThatAMarketerKnows) {
  Crowd crowd;
  crowd.add(customer(200, 1, 50), 60);                                     // 0
  crowd.add(customer(5, 20, 5000), 20);                                    // 1
  crowd.add(customer(25, 7, 1400), 40);                                    // 2
  crowd.add(with(customer(8, 1, 120), detail::tenure_days, 8), 30);        // 3
  crowd.add(customer(180, 7, 1500), 30);                                   // 4
  crowd.add(with(customer(30, 6, 9000), detail::bulk_share, 0.8), 12);     // 5
  crowd.add(with(customer(40, 4, 300), detail::reduced_share, 0.4), 15);   // 6
  crowd.add(with(customer(40, 5, 700), detail::return_share, 0.3), 15);    // 7
  crowd.add(with(customer(60, 1, 1900), detail::basket_value, 1900), 15);  // 8
  EXPECT_THAT(names_of(crowd.describe()),
              ElementsAre("Hibernating one-time buyers", "High-value repeat customers", "Loyal customers",
                          "New customers", "Good customers at risk", "Wholesale buyers", "Discount seekers",
                          "Frequent returners", "Infrequent big spenders"));
}

TEST(DescribeSegments, CallsNobodyADiscountSeekerBeforeTheThirdOrder) {
  Crowd crowd;
  crowd.add(with(customer(40, 2, 300), detail::reduced_share, 0.9)).add(customer(5, 9, 900));
  EXPECT_THAT(names_of(crowd.describe()), testing::Not(testing::Contains("Discount seekers")));
}

TEST(DescribeSegments, GivesTheSecondBestOfTwoItsNextName) {
  Crowd crowd;
  crowd.add(customer(200, 1, 50), 200).add(customer(20, 10, 2000), 30).add(customer(5, 30, 9000), 30);
  EXPECT_THAT(names_of(crowd.describe()),
              ElementsAre("Hibernating one-time buyers", "Loyal customers", "High-value repeat customers"));
}

TEST(DescribeSegments, ClaimsNothingThatIsNotTrueOfFourInFive) {
  // Three quarters ordered once; the median says one order, and a quarter ordered five times.
  Crowd crowd;
  crowd.add(customer(200, 1, 50), 75).add(customer(200, 5, 400), 25).add(customer(5, 12, 3000), 60);
  for (std::int32_t& label : crowd.labels) label = label == 2 ? 1 : 0;
  crowd.groups = 2;
  const Segmentation mixed = crowd.describe();
  EXPECT_EQ(mixed.segments[0].name, "Hibernating customers") << "all are overdue, but not all bought once";
  EXPECT_EQ(mixed.segments[0].claim, "gaps_away > 2");
  EXPECT_EQ(mixed.segments[0].claim_share, 1.0);
  crowd.rows.insert(crowd.rows.begin(), 40, customer(200, 1, 50));
  crowd.labels.insert(crowd.labels.begin(), 40, 0);
  EXPECT_EQ(crowd.describe().segments[0].name, "Hibernating one-time buyers");
  EXPECT_DOUBLE_EQ(crowd.describe().segments[0].claim_share, 115.0 / 140.0);
}

TEST(DescribeSegments, DescribesWhatNoNameFits) {
  test::TemporaryFolder folder;
  SegmentOptions options;
  options.names = folder.write("names.txt", "format = 2\n[Nobody]\nwhen = frequency < 0\nadvice = None.\n");
  Crowd crowd;
  crowd.add(customer(100, 3, 1000), 50).add(customer(10, 1, 20), 50).add(customer(10, 9, 5000), 50);
  const Segmentation got = crowd.describe(options);
  EXPECT_THAT(names_of(got),
              ElementsAre("3 orders, last 3-4 months ago, 950-1,100", "1 order, last 9-11 days ago, up to 21",
                          "9 orders, last 9-11 days ago, 4,700+"));
  EXPECT_GE(got.segments[0].claim_share, 0.8);
  EXPECT_THAT(got.segments[0].claim, HasSubstr("frequency >= 3 and frequency <= 3 and recency_days >= 91.3125"));
  EXPECT_THAT(got.segments[0].advice, HasSubstr("overdue by their own rhythm"));
}

TEST(DescribeSegments, JudgesLatenessByTheCustomersOwnRhythm) {
  // 40 days are late for those who order every 5 days, and early for those who order every 100.
  Crowd crowd;
  crowd.add(with(customer(40, 30, 900), detail::days_between_orders, 5), 30);
  crowd.add(with(customer(40, 30, 900), detail::days_between_orders, 100), 30);
  const Segmentation got = crowd.describe();
  EXPECT_EQ(got.segments[0].overdue, 30);
  EXPECT_EQ(got.segments[1].overdue, 0);
  EXPECT_NE(got.segments[0].name, got.segments[1].name);
}

TEST(DescribeSegments, TellsNothingOfRoundingNoise) {
  Crowd crowd;
  crowd.add(with(customer(5, 9, 900), detail::basket_value, 9.99), 30);
  crowd.add(with(customer(300, 2, 50), detail::basket_value, 9.99), 30);
  for (std::size_t i = 0; i < crowd.rows.size(); ++i) {
    crowd.rows[i][detail::basket_value] = i % 2 == 0 ? 9.99 : std::nextafter(9.99, 10.0);
    if (i < 30) crowd.rows[i][detail::basket_value] = 9.99;
  }
  for (const Segment& segment : crowd.describe().segments) {
    for (const Distinction& distinction : segment.distinctions) EXPECT_NE(distinction.feature, "basket_value");
  }
}

TEST(DescribeSegments, SaysWhatTellsNamesakesApart) {
  test::TemporaryFolder folder;
  SegmentOptions options;
  options.names = folder.write("names.txt",
                               "format = 1\n[Regulars]\nwhen = frequency >= 2\nadvice = Greet them.\n"
                               "[Nobody]\nwhen = frequency < 0\nadvice = None.\n");
  Crowd crowd;
  crowd.add(customer(10, 5, 500)).add(customer(10, 5, 900)).add(customer(90, 5, 500)).add(customer(10, 1, 10));
  const Segmentation got = crowd.describe(options);
  EXPECT_THAT(names_of(got), ElementsAre("Regulars", "Regulars, higher spend", "Regulars, longer away",
                                         "1 order, last 9-11 days ago, up to 11"));
  EXPECT_EQ(got.segments[2].advice, "Greet them.");
}

TEST(DescribeSegments, NeverRepeatsANameNorNumbersIt) {
  Crowd crowd;
  for (int i = 0; i < 60; ++i) crowd.add(customer(50, 3, 300), 2);
  for (int i = 0; i < 30; ++i) crowd.add(customer(10.0 + 7 * i, 1 + i % 9, 100.0 + 50 * i), 3);
  const auto names = names_of(crowd.describe());
  EXPECT_EQ(std::set<std::string>(names.begin(), names.end()).size(), names.size());
}

TEST(DescribeSegments, RefusesANameTableThatIsNotThere) {
  Crowd crowd;
  crowd.add(customer(10, 5, 500));
  EXPECT_THROW(crowd.describe({.names = "no/such/file.txt"}), Error);
}

TEST(DescribeSegments, MeasuresShares) {
  Crowd crowd;
  crowd.rows = {customer(1, 1, 100), customer(1, 1, 300), with(customer(9, 3, 600), detail::return_share, 0.25)};
  crowd.labels = {0, 0, 1};
  crowd.groups = 2;
  const Segmentation got = crowd.describe();
  EXPECT_EQ(got.segments[0].size, 2);
  EXPECT_DOUBLE_EQ(got.segments[0].share_of_customers, 2.0 / 3.0);
  EXPECT_DOUBLE_EQ(got.segments[0].share_of_revenue, 0.4);
  EXPECT_EQ(got.segments[0].medians[detail::total_spend], 200.0);
  EXPECT_EQ(got.segments[0].means[detail::total_spend], 200.0);
  EXPECT_EQ(got.segments[0].return_share, 0.0);
  EXPECT_DOUBLE_EQ(got.segments[1].return_share, 0.25);
  EXPECT_TRUE(got.segments[0].small);
  EXPECT_THAT(got.warnings, testing::Contains(HasSubstr("has 2 customers, fewer than 10")));
}

TEST(DescribeSegments, LeavesOutCustomersWithoutASegment) {
  Crowd crowd;
  crowd.add(customer(10, 5, 500)).add(customer(100, 1, 50)).add(customer(1, 99, 1e6), 1);
  crowd.labels.back() = -1;
  crowd.groups = 2;
  const Segmentation got = crowd.describe();
  EXPECT_EQ(got.segments[0].share_of_customers, 0.5);
  EXPECT_EQ(got.rule_fidelity, 1.0);
  EXPECT_THAT(got.warnings, IsEmpty());
}

TEST(DescribeSegments, ExplainsSegmentsByRules) {
  Crowd crowd;
  crowd.add(customer(20, 5, 500)).add(customer(200, 5, 500)).add(customer(20, 1, 500));
  const Segmentation got = crowd.describe();
  EXPECT_EQ(got.rule_fidelity, 1.0);
  // Values lie from 19 to 20.9 and from 190 to 209 days; a threshold is the lower group's end, rounded up.
  EXPECT_EQ(got.segments[0].rule, "recency_days <= 21 and frequency > 1");
  EXPECT_EQ(got.segments[1].rule, "recency_days > 21");
  EXPECT_EQ(got.segments[2].rule, "frequency <= 1");
  for (const Segment& segment : got.segments) {
    EXPECT_EQ(segment.rule_precision, 1.0);
    EXPECT_EQ(segment.rule_recall, 1.0);
  }
}

TEST(DescribeSegments, FindsRulesBeyondRecencyFrequencyAndSpend) {
  Crowd crowd;
  crowd.add(with(customer(20, 5, 500), detail::bulk_share, 0.8)).add(customer(20, 5, 500));
  const Segmentation got = crowd.describe();
  EXPECT_EQ(got.segments[0].rule, "bulk_share > 0");
  EXPECT_EQ(got.segments[1].rule, "bulk_share <= 0");
  EXPECT_THAT(got.segments[0].distinctions[0].text, HasSubstr("80 % of spend at quantity prices against 40 %"));
}

TEST(DescribeSegments, TellsNothingApartWhereAllAreEqual) {
  Crowd crowd;
  crowd.rows.assign(40, customer(5, 1, 10));
  crowd.labels.assign(40, 0);
  std::fill(crowd.labels.begin() + 20, crowd.labels.end(), 1);
  crowd.groups = 2;
  const Segmentation got = crowd.describe();
  EXPECT_NE(got.segments[0].name, got.segments[1].name);
  EXPECT_EQ(got.segments[0].rule, "all customers");
  EXPECT_EQ(got.segments[0].rule_precision, 0.5);
  EXPECT_THAT(got.segments[0].distinctions, IsEmpty());
  EXPECT_EQ(got.rule_fidelity, 0.5);
}

TEST(DescribeSegments, ManagesOneCustomerAndEmptySegments) {
  Crowd crowd;
  crowd.rows = {customer(1, 1, 0)};
  crowd.labels = {0};
  crowd.groups = 3;
  const Segmentation got = crowd.describe();
  EXPECT_EQ(got.segments[0].size, 1);
  EXPECT_EQ(got.segments[0].share_of_revenue, 0.0);
  EXPECT_EQ(got.segments[0].rule, "all customers");
  EXPECT_EQ(got.segments[1].name, "Empty segment");
  EXPECT_EQ(got.segments[2].name, "Empty segment, group B");
  EXPECT_EQ(got.segments[1].medians.size(), k_feature_names.size());
}

TEST(DescribeSegments, StaysFiniteForHugeAndNegativeValues) {
  Crowd crowd;
  crowd.add(customer(1, 1, 1e300)).add(customer(400, 1e15, -1e300)).add(customer(0, 1, 0));
  const Segmentation got = crowd.describe();
  for (const Segment& segment : got.segments) {
    EXPECT_TRUE(std::isfinite(segment.return_share + segment.share_of_revenue + segment.rule_precision));
    for (std::size_t j = 0; j < segment.medians.size(); ++j) {
      EXPECT_TRUE(std::isfinite(segment.medians[j]) || j == detail::days_between_orders);
    }
    for (const Distinction& distinction : segment.distinctions) EXPECT_TRUE(std::isfinite(distinction.difference));
  }
  Crowd overflow;
  overflow.add(customer(1, 1, 1.7e308));
  EXPECT_THROW(overflow.describe(), Error);
}

TEST(DescribeSegments, RefusesLabelsThatDoNotFit) {
  Crowd crowd;
  crowd.add(customer(1, 1, 10), 5);
  EXPECT_THROW(describe_segments(crowd.features(), {}, {}, {0, 0}, 1, {}), Error);
  EXPECT_THROW(describe_segments(crowd.features(), {}, {}, {0, 0, 1, 0, 0}, 1, {}), Error);
  EXPECT_THROW(describe_segments(crowd.features(), {}, {}, {0, 0, -2, 0, 0}, 1, {}), Error);
}

Segmentation described(const test::TransactionsBuilder& built, const std::vector<std::int32_t>& labels) {
  ThreadPool threads(1);
  const CustomerFeatures customers = customer_features(threads, built.lines(), built.cleaned(), {});
  return describe_segments(customers, built.lines(), built.cleaned(), labels, 1, {});
}

TEST(DescribeSegments, ListsTopCountriesAndProducts) {
  test::TransactionsBuilder built;
  const std::string day = "2024-01-01";
  built.add({"1", "1", "10001", 1, 50.0, day, "Spain", " MUG, RED "});
  built.add({"1", "2", "10002", 1, 20.0, day, "France", "BOWL"});  // moved to France
  built.add({"2", "3", "10002", 1, 10.0, day, "France", ""});
  built.add({"3", "4", "10003", 1, 15.0, day, "Italy", ""});
  built.add({"4", "5", "POST", 1, 99.0, day, "Chile", "POSTAGE"});
  built.add({"5", "6", "10004", 1, 6.0, day, "Chile", "CUP"});
  built.add({"5", "7", "10004", 100, 6.0, day, "Peru", "CUP", LineState::duplicate});
  const Segment got = described(built, {0, 0, 0, 0, 0}).segments[0];
  ASSERT_EQ(got.countries.size(), 3u);
  EXPECT_EQ(got.countries[0].name, "Chile") << "of equal ones the first by name";
  EXPECT_EQ(got.countries[1].name, "France");
  EXPECT_EQ(got.countries[1].share, 0.4);
  EXPECT_EQ(got.countries[2].name, "Italy");
  ASSERT_EQ(got.products.size(), 3u);
  EXPECT_EQ(got.products[0].name, "MUG, RED");
  EXPECT_EQ(got.products[0].share, 0.25);
  EXPECT_EQ(got.products[1].name, "BOWL");
  EXPECT_EQ(got.products[2].name, "10003") << "no description: the code";
}

TEST(DescribeSegments, ManagesFilesWithoutCountriesAndDescriptions) {
  test::TransactionsBuilder built(false);
  built.add({"1", "1", "10001", 1, 50.0}).add({"2", "2", "", 1, 50.0});
  const Segment got = described(built, {0, 0}).segments[0];
  EXPECT_THAT(got.countries, IsEmpty());
  ASSERT_EQ(got.products.size(), 1u);
  EXPECT_EQ(got.products[0].name, "10001");
}

TEST(DescribeSegments, ManagesCustomersWithoutRevenue) {
  test::TransactionsBuilder built;
  built.add({"1", "1", "10001", 5, 0.0}).add({"2", "2", "10001", 1, 0.0});
  const Segmentation got = described(built, {0, 0});
  EXPECT_EQ(got.segments[0].revenue, 0.0);
  EXPECT_EQ(got.segments[0].share_of_revenue, 0.0);
  EXPECT_THAT(got.segments[0].products, IsEmpty());
}

}  // namespace
}  // namespace shoal
