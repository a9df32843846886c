// Files whose amounts are of lines or orders, or that leave out what can be left out.
#include <gmock/gmock.h>

#include "flat_lines.hpp"
#include "shoal/table.hpp"
#include "shoal/transactions.hpp"
#include "temporary_folder.hpp"

namespace shoal {
namespace {

using test::TemporaryFolder;
using testing::ElementsAre;

ReadTransactionsResult read_lines(const std::string& text, const std::map<std::string, std::string>& columns = {}) {
  const TemporaryFolder folder;
  ReadTransactionsOptions options;
  options.columns = columns;
  ThreadPool threads(2);
  return read_transactions(threads, folder.write("t.csv", text), options);
}

std::vector<double> values_of(const Transactions& lines) {
  std::vector<double> values;
  for (std::size_t line = 0; line < lines.kind.size(); ++line) values.push_back(lines.kind_of(line).value());
  return values;
}

TEST(LineTotals, AreExactWhateverTheQuantity) {
  const auto lines =
      read_lines("order,sku,qty,date,customer,sales\n1,A,3,2022-01-03,7,0.1\n1,B,49,2022-01-03,7,21.96\n").transactions;
  EXPECT_THAT(values_of(lines), ElementsAre(0.1, 21.96));
  EXPECT_EQ(lines.kind_of(1).quantity, 49);
  EXPECT_DOUBLE_EQ(lines.kind_of(1).unit_price, 21.96 / 49);
}

TEST(LineTotals, CustomerDateAndAmountAreEnough) {
  const auto result =
      read_lines("user_id,amount,created_at\n7,127.15,2022-01-03\n7,5,2022-01-03\n8,5,2022-01-04\n8,5,2022-01-04\n");
  const auto lines = test::flat(result.transactions);
  EXPECT_THAT(values_of(result.transactions), ElementsAre(127.15, 5, 5, 5));
  EXPECT_THAT(test::texts(lines.invoice), ElementsAre("1", "2", "3", "4"));
  EXPECT_THAT(lines.repeat, ElementsAre(0, 0, 0, 1));
}

TEST(LineTotals, ANegativeOneTakesBack) {
  const auto lines = test::flat(read_lines("order,sku,qty,date,customer,sales\n1,A,2,2022-01-03,7,-5\n").transactions);
  EXPECT_THAT(lines.quantity, ElementsAre(-2));
  EXPECT_THAT(lines.unit_price, ElementsAre(2.5));
}

TEST(LineTotals, OfAnOrderCountOnce) {
  const std::string text =
      "order,sku,date,customer,total\n1,A,2022-01-03,7,9.5\n2,A,2022-01-03,8,4\n1,B,2022-01-03,7,9.5\n";
  EXPECT_THAT(values_of(read_lines(text, {{"order_total", "total"}}).transactions), ElementsAre(9.5, 4, 0));
}

TEST(LineTotals, ReplaceThePriceThatIsThereToo) {
  const std::string text = "order,sku,qty,date,customer,price,paid\n1,A,2,2022-01-03,7,5,8\n";
  EXPECT_THAT(values_of(read_lines(text).transactions), ElementsAre(10));
  EXPECT_THAT(values_of(read_lines(text, {{"total", "paid"}}).transactions), ElementsAre(8));
}

TEST(LineTotals, ThatContradictThePriceAreDoubted) {
  const auto result =
      read_lines("order,sku,qty,date,customer,price,total\n1,A,2,2022-01-03,7,5,8\n1,B,3,2022-01-03,7,0.33,1\n");
  EXPECT_THAT(values_of(result.transactions), ElementsAre(10, 3 * 0.33));
  ASSERT_EQ(result.reading.doubts.size(), 1U);
  EXPECT_EQ(result.reading.doubts[0].about, "total_contradicted");
  EXPECT_EQ(result.reading.doubts[0].count, 1);
  EXPECT_EQ(result.reading.doubts[0].option, "--column total=total");
}

TEST(Orders, WithoutNumberAreWhatWasBoughtAtOneTime) {
  const auto lines =
      test::flat(read_lines("customer,date,sku,qty,price\n7,2022-01-03,A,1,1\n8,2022-01-03,A,1,1\n7,2022-01-03,B,1,1\n")
                     .transactions);
  EXPECT_EQ(lines.invoice.codes, (std::vector<std::int32_t>{0, 1, 0}));
}

TEST(Pieces, AreNoCopiesOfEachOther) {
  const auto result = read_lines("order,sku,date,customer,price\n1,A,2022-01-03,7,2\n1,A,2022-01-03,7,2\n");
  EXPECT_THAT(values_of(result.transactions), ElementsAre(2, 2));
  EXPECT_THAT(test::flat(result.transactions).repeat, ElementsAre(0, 0));
  ASSERT_EQ(result.reading.doubts.size(), 1U);
  EXPECT_EQ(result.reading.doubts[0].about, "equal_pieces");
  EXPECT_EQ(result.reading.doubts[0].count, 1);
}

TEST(Pieces, OfNoneNeedNoPrice) {
  EXPECT_THAT(
      values_of(
          read_lines("order,sku,qty,date,customer,price\n1,A,0,2022-01-03,7,\n1,B,1,2022-01-03,7,2\n").transactions),
      ElementsAre(0, 2));
}

TEST(Customers, OfAnOrdersFirstLineAreThoseOfItsOtherLines) {
  const auto lines =
      test::flat(read_lines("order,sku,qty,date,customer,price\n1,A,1,2022-01-03,7,2\n1,B,1,2022-01-03,,2\n"
                            "2,A,1,2022-01-03,,2\n")
                     .transactions);
  EXPECT_THAT(test::texts(lines.customer), ElementsAre("7", "7", ""));
}

TEST(Customers, AreTrimmedOfBlanksThatDoNotBreak) {
  const auto lines =
      test::flat(read_lines("order,sku,qty,date,customer,price\n1,A,1,2022-01-03,7\xC2\xA0,2\n1,B,1,2022-01-03,7,2\n"
                            "2,A,1,2022-01-03,Voil\xC3\xA0,2\n")
                     .transactions);
  EXPECT_THAT(test::texts(lines.customer), ElementsAre("7", "7", "Voil\xC3\xA0"));
}

}  // namespace
}  // namespace shoal
