// Columns find their roles by names and values; where two readings fit, one question names both.
#include <gmock/gmock.h>

#include "data/transactions/column_roles.hpp"
#include "data/transactions/known_exports.hpp"
#include "errors.hpp"
#include "shoal/text.hpp"

namespace shoal::data {
namespace {

using test::error_of;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

/// A file of this header and these lines, fields between commas.
class File {
 public:
  explicit File(const std::string& header, const std::vector<std::string>& lines = {}) : lines_(lines) {
    sample_.names = fields_of(header);
    for (const std::string& line : lines_) {
      const auto fields = fields_of(line);
      sample_.values.resize(fields.size());
      for (std::size_t c = 0; c < fields.size(); ++c) {
        const std::size_t at = begin_of(line, c);
        sample_.values[c].push_back(std::string_view(line).substr(at, fields[c].size()));
      }
    }
  }

  FoundRoles find(const std::map<std::string, std::string>& given = {}) const {
    return find_roles(sample_, given, {}, "shop.csv");
  }
  std::map<std::string, std::string> roles(const std::map<std::string, std::string>& given = {}) const {
    return role_map(find(given).columns, sample_.names);
  }
  Error error(const std::map<std::string, std::string>& given = {}) const {
    return error_of([&] { find(given); });
  }

 private:
  static std::vector<std::string> fields_of(const std::string& line) {
    std::vector<std::string> fields(1);
    for (const char c : line) {
      if (c == ',') {
        fields.emplace_back();
      } else {
        fields.back() += c;
      }
    }
    return fields;
  }
  static std::size_t begin_of(const std::string& line, std::size_t field) {
    std::size_t at = 0;
    for (; field > 0; --field) at = line.find(',', at) + 1;
    return at;
  }

  std::vector<std::string> lines_;
  ColumnSample sample_;
};

std::string how(const FoundRoles& found, const std::string& what) {
  for (const Decision& decision : found.reading.decisions) {
    if (decision.what == what) return decision.how;
  }
  return {};
}

TEST(FoldedHeader, KnowsNoAccents) {
  EXPECT_EQ(folded_header(" Customer_ID "), "customerid");
  EXPECT_EQ(folded_header("Numéro de facture"), "numerodefacture");
  EXPECT_EQ(folded_header("Stückzahl"), "stuckzahl");
  EXPECT_EQ(folded_header("Ilość"), "ilosc");
  EXPECT_EQ(folded_header("Nº Factura"), "nfactura");
  EXPECT_EQ(folded_header("\xC2\xA0"
                          "Land\xC2\xA0"),
            "land");
  EXPECT_EQ(folded_header("顧客"), "顧客");
}

TEST(ColumnRoles, AreFoundInSeveralLanguages) {
  const std::map<std::string, std::vector<std::string>> headers = {
      {"Rechnungsnummer,Artikelnummer,Menge,Rechnungsdatum,Einzelpreis,Kundennummer,Land", {}},
      {"Numéro de facture,Code article,Quantité,Date de facture,Prix unitaire,Numéro client,Pays", {}},
      {"Número de factura,Código de artículo,Cantidad,Fecha,Precio unitario,ID cliente,País", {}},
      {"Numero fattura,Codice articolo,Quantità,Data fattura,Prezzo unitario,Codice cliente,Paese", {}},
      {"Número do pedido,Código do produto,Quantidade,Data do pedido,Preço unitário,ID do cliente,País", {}},
      {"Factuurnummer,Artikelcode,Aantal,Factuurdatum,Stukprijs,Klantnummer,Land", {}},
      {"Numer faktury,Kod produktu,Ilość,Data sprzedaży,Cena jednostkowa,Numer klienta,Kraj", {}},
  };
  for (const auto& [header, lines] : headers) {
    const auto roles = File(header).roles();
    EXPECT_EQ(roles.size(), 7U) << header;
    for (const char* role : {"invoice", "item", "quantity", "date", "price", "customer", "country"}) {
      EXPECT_TRUE(roles.contains(role)) << header << ": " << role;
    }
  }
}

TEST(ColumnRoles, EveryRoleIsSaidWithItsOption) {
  const FoundRoles found = File("Order ID,SKU,Quantity,Order Date,Price,Customer ID").find();
  EXPECT_EQ(how(found, "customer"), "Customer ID");
  EXPECT_EQ(found.reading.decisions.front().option, "--column invoice=\"Order ID\"");
  EXPECT_EQ(column_option(Role::price, "a \"b\""), "--column 'price=a \"b\"'");
}

TEST(ColumnRoles, CustomerDateAndAmountAreEnough) {
  const FoundRoles found = File("user_id,subtotal_amount,created_at", {"13469,127.15,1/3/2022 11:18"}).find();
  EXPECT_EQ(found.columns[static_cast<std::size_t>(Role::total)], 1);
  EXPECT_EQ(how(found, "invoice"), "none: each line is an order");
  EXPECT_EQ(how(found, "quantity"), "none");
}

TEST(ColumnRoles, WithoutQuantityEachLineIsOnePiece) {
  const FoundRoles found = File("order_id,product_id,date,price,customer_id").find();
  EXPECT_EQ(how(found, "quantity"), "none: each line is one piece");
}

TEST(ColumnRoles, WithoutInvoiceWhatWasBoughtAtOneTimeIsAnOrder) {
  EXPECT_EQ(how(File("customer_id,date,sku,qty,price").find(), "invoice"),
            "none: what a customer bought at one time is an order");
}

TEST(ColumnRoles, AnAmountIsNeverTheUnitPrice) {
  for (const char* name :
       {"Sales", "amount", "Value", "Subtotal", "revenue", "Betrag", "Umsatz", "Montant", "importe"}) {
    const std::string header = std::string("order id,sku,qty,date,customer,") + name;
    const auto roles = File(header, {"1,a,2,2022-01-03,7,5.10"}).roles();
    EXPECT_FALSE(roles.contains("price")) << name;
    EXPECT_EQ(roles.at("total"), name);
  }
  const Error error = File("order id,sku,qty,date,customer,sales_after_tax", {"1,a,2,2022-01-03,7,5.10"}).error();
  EXPECT_EQ(error.hint(), "name it: --column total=sales_after_tax");
}

TEST(ColumnRoles, AllThatIsMissingIsNamedAtOnce) {
  const Error error = File("a,b,c", {"x,y,z"}).error();
  EXPECT_EQ(error.message(),
            "no columns for the customer, the date, the unit price or the amount of the line in shop.csv");
  EXPECT_EQ(error.hint(), "name them: --column customer=NAME  --column date=NAME  --column total=NAME");
}

TEST(ColumnRoles, ASuggestionSharesSomethingWithTheRole) {
  // The name says date, the values do not.
  EXPECT_THAT(File("customer,amount,validated", {"1,5.00,yes", "2,6.00,no"}).error().hint(),
              Not(HasSubstr("validated")));
  EXPECT_THAT(File("customer,amount,shipdate", {"1,5.00,2022-01-03"}).error().hint(), HasSubstr("date=shipdate"));
}

TEST(ColumnRoles, AColumnThatSeemsToCountPiecesIsAskedFor) {
  const Error error = File("invoice,sku,qantity,date,price,customer", {"1,A,2,2010-12-01,3,7"}).error();
  EXPECT_EQ(error.hint(), "name it: --column quantity=qantity, or, where there is none, --column quantity=");
  EXPECT_EQ(File("invoice,sku,qantity,date,price,customer").roles({{"quantity", ""}}).contains("quantity"), false);
}

TEST(ColumnRoles, AnotherWordIsNoSlip) {
  const auto roles = File("invoice,sku,quality,date,price,customer", {"1,A,2,2010-12-01,3,7"}).roles();
  EXPECT_FALSE(roles.contains("quantity"));
}

TEST(ColumnRoles, OfTwoThatFitTheNameTheOneWithValuesIsTaken) {
  const std::vector<std::string> lines = {"1,,a@x,2022-01-03,5.00", "2,,b@x,2022-01-04,6.00"};
  EXPECT_EQ(File("order,customer id,email,date,amount", lines).roles().at("customer"), "email");
  EXPECT_EQ(File("order,date,created at,amount,customer", {"1,Monday,2022-01-03,5.00,7"}).roles().at("date"),
            "created at");
}

TEST(ColumnRoles, ThePersonGoesBeforeTheIdOfAnOrder) {
  EXPECT_EQ(File("order_id,customer_id,customer_unique_id,item,quantity,price,order_date").roles().at("customer"),
            "customer_unique_id");
}

/// Lines of a shop whose "price" grows with the quantity, or does not.
std::vector<std::string> lines_with_prices(bool of_lines) {
  std::vector<std::string> lines;
  for (int i = 0; i < 60; ++i) {
    const int quantity = 1 + i * 7 % 5, kind = i % 3;
    const double one = 3.35 + 2 * kind;
    lines.push_back("I" + std::to_string(i) + ",C" + std::to_string(i % 20) + ",kind" + std::to_string(kind) + "," +
                    std::to_string(quantity) + "," + grouped(of_lines ? one * quantity : one, 2) + ",2022-01-03");
  }
  return lines;
}

TEST(ColumnRoles, APriceThatGrowsWithTheQuantityIsAskedAbout) {
  for (const char* header :
       {"invoice,customer,category,quantity,price,date", "invoice,customer,item,quantity,price,date"}) {
    const File grows(header, lines_with_prices(true));
    EXPECT_THAT(grows.error().hint(), AllOf(HasSubstr("--column total=price"), HasSubstr("--column price=price")));
    EXPECT_EQ(grows.roles({{"total", "price"}}).at("total"), "price");
    EXPECT_EQ(grows.roles({{"price", "price"}}).at("price"), "price");
    EXPECT_EQ(File(header, lines_with_prices(false)).roles().at("price"), "price");
  }
}

TEST(ColumnRoles, AnAmountThatRepeatsWithinOrdersIsAskedAbout) {
  std::vector<std::string> repeats, first, differs;
  for (int i = 0; i < 20; ++i) {
    const std::string line = std::to_string(i / 2) + ",i" + std::to_string(i) + ",7,2022-01-03,";
    repeats.push_back(line + std::to_string(20 + i / 2));
    first.push_back(line + (i % 2 == 0 ? "20" : ""));
    differs.push_back(line + std::to_string(20 + i));
  }
  const std::string header = "order,item,customer,date,total";
  EXPECT_THAT(File(header, repeats).error().hint(),
              AllOf(HasSubstr("--column order_total=total"), HasSubstr("--column total=total")));
  EXPECT_EQ(File(header, first).roles().at("order_total"), "total");
  EXPECT_EQ(File(header, differs).roles().at("total"), "total");
}

TEST(ColumnRoles, AnAmountThatIsNotThePriceMayCountPieces) {
  const File file("order,item,customer,date,amount,price", {"1,a,7,2022-01-03,3,2.50", "2,b,8,2022-01-03,1,4.50"});
  EXPECT_THAT(file.error().hint(), AllOf(HasSubstr("quantity=amount"), HasSubstr("total=amount")));
  EXPECT_EQ(file.roles({{"quantity", "amount"}}).at("price"), "price");
}

TEST(ColumnRoles, CustomersOnTheFirstLineOfAnOrderAreFilledDown) {
  const std::string header = "order,item,customer,date,price,quantity";
  EXPECT_TRUE(File(header, {"1,a,7,2022-01-03,2.50,1", "1,b,,2022-01-03,2.50,1"}).find().fill_down);
  EXPECT_FALSE(File(header, {"1,a,7,2022-01-03,2.50,1", "1,b,7,2022-01-03,2.50,1"}).find().fill_down);
}

TEST(KnownExports, AreToldByTheirColumns) {
  const std::map<std::string, std::string> headers = {
      {"Online Retail", "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country"},
      {"Shopify orders",
       "Name,Email,Financial Status,Paid at,Subtotal,Total,Created at,Lineitem quantity,Lineitem name,Lineitem price,"
       "Lineitem sku,Billing Country"},
      {"WooCommerce orders: a line for each item",
       "order_id,order_number,date,status,order_total,billing_email,item_name,item_sku,item_quantity,item_total"},
      {"WooCommerce Analytics orders",
       "Date,Order #,Status,Customer,Customer type,Product(s),Items sold,Coupon(s),N. Revenue"},
      {"Square items",
       "Date,Time,Time Zone,Category,Item,Qty,Price Point Name,SKU,Gross Sales,Discounts,Net Sales,Tax,"
       "Transaction ID,Customer ID"},
      {"Stripe payments",
       "id,Description,Created date (UTC),Amount,Amount Refunded,Currency,Fee,Status,Customer ID,Customer Email"},
      {"Amazon All Orders report",
       "amazon-order-id,purchase-date,order-status,product-name,sku,asin,quantity,currency,item-price,ship-country,"
       "buyer-email"},
      {"Etsy sold order items",
       "Sale Date,Item Name,Buyer,Quantity,Price,Coupon Code,Item Total,Currency,Transaction ID,Listing ID,Order ID,"
       "Ship Country"},
      {"Magento orders",
       "ID,Purchase Point,Purchase Date,Bill-to Name,Ship-to Name,Grand Total (Base),Grand Total (Purchased),Status,"
       "Customer Email"},
      {"Olist", "order_id,customer_id,customer_unique_id,order_purchase_timestamp,product_id,price,freight_value"},
      {"Ta-Feng", "TRANSACTION_DT,CUSTOMER_ID,AGE_GROUP,PIN_CODE,PRODUCT_SUBCLASS,PRODUCT_ID,AMOUNT,ASSET,SALES_PRICE"},
      {"REES46", "event_time,order_id,product_id,category_id,category_code,brand,price,user_id"},
      {"CDNOW", "user_id,order_dt,order_products,order_amount"},
  };
  for (const auto& [name, header] : headers) {
    const FoundRoles found = File(header).find();
    EXPECT_EQ(how(found, "export"), name) << header;
  }
}

TEST(KnownExports, GiveTheMeaningThatANameHasThere) {
  // What a buyer paid for all pieces of the line, says the seller's guide.
  const File amazon("amazon-order-id,purchase-date,sku,quantity,item-price,buyer-email");
  EXPECT_EQ(amazon.roles().at("total"), "item-price");
  const File other("Order ID,Purchase Date,SKU,Quantity,Item Price,Customer ID");
  EXPECT_EQ(other.roles().at("price"), "Item Price");
  const auto feng = File("TRANSACTION_DT,CUSTOMER_ID,PRODUCT_SUBCLASS,PRODUCT_ID,AMOUNT,ASSET,SALES_PRICE").roles();
  EXPECT_EQ(feng.at("quantity"), "AMOUNT");
  EXPECT_EQ(feng.at("total"), "SALES_PRICE");
}

TEST(KnownExports, LinesThatAreNoSalesAreAskedAbout) {
  const std::string header = "event_time,event_type,product_id,category_code,brand,price,user_id,user_session";
  const std::vector<std::string> lines = {"2019-10-01 00:00:00 UTC,view,1,c,b,9.15,5,s",
                                          "2019-10-01 00:00:01 UTC,purchase,1,c,b,9.15,5,s"};
  EXPECT_THAT(File(header, lines).error().hint(), HasSubstr("--where event_type=purchase"));
  EXPECT_THAT(File(header, {lines[1]}).roles(), Not(IsEmpty()));
}

}  // namespace
}  // namespace shoal::data
