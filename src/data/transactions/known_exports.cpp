#include "data/transactions/known_exports.hpp"

#include <algorithm>

#include "shoal/text.hpp"

namespace shoal::data {
namespace {

/// Where the columns of each are documented: docs/formats/transactions.md.
const std::vector<KnownExport>& known_exports() {
  static const std::vector<KnownExport> exports = {
      {"Online Retail",
       {"invoiceno|invoice", "stockcode", "description", "quantity", "invoicedate", "unitprice|price", "customerid",
        "country"},
       {}},
      {"Shopify orders",
       {"name", "email", "financialstatus", "createdat", "lineitemquantity", "lineitemname", "lineitemprice"},
       {{Role::invoice, "name"},
        {Role::customer, "email"},
        {Role::date, "createdat"},
        {Role::quantity, "lineitemquantity"},
        {Role::price, "lineitemprice"},
        {Role::item, "lineitemsku|lineitemname"},
        {Role::description, "lineitemname"},
        {Role::country, "billingcountry|shippingcountry"}},
       true},
      {"WooCommerce orders: a line for each item",
       {"orderid|ordernumber", "itemname", "itemquantity", "itemtotal", "billingemail"},
       {{Role::invoice, "ordernumber|orderid"},
        {Role::customer, "billingemail"},
        {Role::date, "orderdate|date"},
        {Role::quantity, "itemquantity"},
        {Role::price, ""},
        {Role::total, "itemtotal"},
        {Role::item, "itemsku|itemproductid|itemname"},
        {Role::description, "itemname"}}},
      {"WooCommerce orders: Advanced Order Export",
       {"ordernumber", "orderstatus", "orderdate", "itemname", "itemcost", "emailbilling"},
       {{Role::customer, "emailbilling"},
        {Role::quantity, "quantity|quantityrefund"},
        {Role::price, "itemcost"},
        {Role::item, "sku|itemname"},
        {Role::description, "itemname"}}},
      {"WooCommerce Analytics orders",
       {"date", "order", "status", "customer", "customertype", "itemssold", "netsales|nrevenue"},
       {{Role::invoice, "order"},
        {Role::item, ""},
        {Role::quantity, "itemssold"},
        {Role::price, ""},
        {Role::total, "netsales|nrevenue"}}},
      {"WooCommerce orders: Import Export Suite",
       {"orderid|ordernumber", "orderdate", "status", "ordertotal", "ordercurrency", "customeremail|billingemail"},
       {{Role::customer, "customeremail|billingemail"},
        {Role::item, ""},
        {Role::price, ""},
        {Role::total, "ordertotal"}}},
      {"Square items",
       {"date", "item", "qty", "pricepointname", "grosssales", "netsales", "transactionid"},
       {{Role::invoice, "transactionid"},
        {Role::item, "sku|item"},
        {Role::description, "item"},
        {Role::quantity, "qty"},
        {Role::price, ""},
        {Role::total, "netsales"}}},
      {"Stripe payments",
       {"id", "amount", "amountrefunded", "currency", "status", "createdutc|createddateutc|created"},
       {{Role::invoice, "id"},
        {Role::customer, "customerid|customeremail"},
        {Role::date, "createdutc|createddateutc|created"},
        {Role::item, ""},
        {Role::description, ""},
        {Role::total, "amount"}}},
      {"Amazon All Orders report",
       {"amazonorderid", "purchasedate", "sku", "quantity|quantitypurchased", "itemprice"},
       {{Role::invoice, "amazonorderid"},
        {Role::date, "purchasedate"},
        {Role::quantity, "quantity|quantitypurchased"},
        {Role::price, ""},
        {Role::total, "itemprice"},
        {Role::item, "sku"},
        {Role::description, "productname"},
        {Role::country, "shipcountry"}}},
      {"Amazon Order Report",
       {"orderid", "orderitemid", "purchasedate", "buyeremail", "sku", "quantitypurchased", "itemprice"},
       {{Role::date, "purchasedate"},
        {Role::customer, "buyeremail"},
        {Role::price, ""},
        {Role::total, "itemprice"},
        {Role::item, "sku"},
        {Role::description, "productname"},
        {Role::country, "shipcountry"}},
       true},
      {"Etsy sold order items",
       {"saledate", "itemname", "buyer", "quantity", "price", "orderid", "listingid"},
       {{Role::invoice, "orderid"},
        {Role::date, "saledate"},
        {Role::customer, "buyer"},
        {Role::item, "listingid"},
        {Role::description, "itemname"},
        {Role::country, "shipcountry"}}},
      {"Magento orders",
       {"id", "purchasedate", "billtoname", "grandtotalbase", "status"},
       {{Role::invoice, "id"},
        {Role::customer, "customeremail"},
        {Role::date, "purchasedate"},
        {Role::item, ""},
        {Role::price, ""},
        {Role::total, "grandtotalbase"}}},
      {"Olist",
       {"orderid", "customeruniqueid", "orderpurchasetimestamp", "productid", "price"},
       {{Role::customer, "customeruniqueid"}, {Role::date, "orderpurchasetimestamp"}}},
      {"Ta-Feng",
       {"transactiondt", "customerid", "productid", "amount", "salesprice"},
       {{Role::invoice, ""},
        {Role::item, "productid"},
        {Role::quantity, "amount"},
        {Role::price, ""},
        {Role::total, "salesprice"}}},
      {"REES46",
       {"eventtime", "productid", "categorycode", "price", "userid"},
       {{Role::invoice, "orderid|usersession"}, {Role::date, "eventtime"}, {Role::customer, "userid"}},
       false,
       std::pair{"eventtype", "purchase"}},
      {"CDNOW",
       {"masterid|customerid|userid|cust|id", "date|orderdt", "cds|orderproducts"},
       {{Role::customer, "masterid|customerid|userid|cust|id"},
        {Role::invoice, ""},
        {Role::quantity, "cds|orderproducts"}}},
  };
  return exports;
}

}  // namespace

std::int32_t first_of(const std::string& names, const std::vector<std::string>& folded) {
  for (const std::string& name : split_list(names, '|')) {
    const auto at = std::find(folded.begin(), folded.end(), name);
    if (at != folded.end()) return static_cast<std::int32_t>(at - folded.begin());
  }
  return -1;
}

const KnownExport* known_export(const std::vector<std::string>& folded) {
  for (const KnownExport& known : known_exports()) {
    const auto has = [&](const char* names) { return first_of(names, folded) >= 0; };
    if (std::ranges::all_of(known.columns, has)) return &known;
  }
  return nullptr;
}

}  // namespace shoal::data
