#include "data/transactions/column_roles.hpp"

#include <algorithm>

#include "data/input/numbers.hpp"
#include "shoal/error.hpp"
#include "shoal/text.hpp"

namespace shoal::data {
namespace {

struct RoleInfo {
  const char* name;
  const char* meaning;  ///< for "no column for the ..."
  bool required;
  std::vector<const char*> aliases;  ///< folded (folded_name), the surest first
  std::vector<const char*> signs;    ///< parts of a folded name that make it a candidate worth suggesting
};

const std::array<RoleInfo, k_roles>& role_table() {
  static const std::array<RoleInfo, k_roles> table = {{
      {"invoice",
       "invoice",
       true,
       {"invoiceno", "invoice", "invoicenumber", "invoiceid", "orderid", "orderno", "ordernumber", "order",
        "transactionid", "transactionno", "transactionnumber", "transaction", "receiptid", "receiptno", "receipt",
        "basketid", "basket", "billno", "bill"},
       {"invoice", "order", "transaction", "receipt", "basket", "bill"}},
      {"item",
       "item",
       true,
       {"stockcode", "sku", "item", "itemid", "itemcode", "itemno", "itemnumber", "productid", "productcode",
        "productno", "product", "articleid", "articleno", "articlenumber", "article", "stockid", "upc", "ean"},
       {"item", "product", "sku", "article", "stock"}},
      {"description",
       "description",
       false,
       {"description", "itemdescription", "productdescription", "itemname", "productname", "articlename"},
       {}},
      {"customer",
       "customer",
       true,
       {"customerid", "customer", "customerno", "customernumber", "customercode", "clientid", "client", "custid",
        "custno", "cust", "userid", "user", "buyerid", "buyer", "memberid", "member", "shopperid", "householdkey"},
       {"customer", "client", "cust", "user", "buyer", "member", "account", "shopper"}},
      {"country",
       "country",
       false,
       {"country", "countryname", "customercountry", "shippingcountry", "countrycode"},
       {}},
      {"quantity",
       "quantity",
       true,
       {"quantity", "qty", "quantitysold", "orderquantity", "quantityordered", "units", "unitssold", "pieces"},
       {"quant", "qty", "units", "pieces"}},
      {"price",
       "unit price",
       true,
       {"unitprice", "price", "priceperunit", "itemprice", "priceeach", "sellingprice", "salesprice"},
       {"price", "cost"}},
      {"date",
       "date",
       true,
       {"invoicedate", "date", "orderdate", "datetime", "invoicedatetime", "orderdatetime", "transactiondate",
        "transactiontime", "purchasedate", "purchasetime", "ordertime", "invoicetime", "timestamp", "time", "saledate",
        "salesdate", "createdat"},
       {"date", "time", "day"}},
  }};
  return table;
}

[[noreturn]] void throw_missing(const RoleInfo& info, const std::vector<std::string>& columns, const RoleColumns& taken,
                                const std::string& file) {
  std::vector<std::string> free_folded, free_names;
  std::string candidate;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (std::find(taken.begin(), taken.end(), static_cast<std::int32_t>(i)) != taken.end()) continue;
    free_names.push_back(columns[i]);
    free_folded.push_back(folded_name(columns[i]));
    const auto has = [&](const char* sign) { return free_folded.back().find(sign) != std::string::npos; };
    if (candidate.empty() && std::any_of(info.signs.begin(), info.signs.end(), has)) candidate = columns[i];
  }
  for (std::size_t a = 0; candidate.empty() && a < info.aliases.size(); ++a) {
    const std::string nearest = nearest_word(info.aliases[a], free_folded);
    const auto at = std::find(free_folded.begin(), free_folded.end(), nearest);
    if (!nearest.empty()) candidate = free_names[static_cast<std::size_t>(at - free_folded.begin())];
  }
  const auto is_number = [](const std::string& field) { return parse_number(field).has_value(); };
  if (std::ranges::all_of(taken, [](std::int32_t column) { return column < 0; }) &&
      std::ranges::any_of(columns, is_number)) {
    throw Error(ErrorCode::data, "the first line names no columns: it seems to be data",
                "put a line of names above it: InvoiceNo,StockCode,Quantity,InvoiceDate,UnitPrice,CustomerID ...", file,
                join(columns, ", "));
  }
  const std::string choice = candidate.empty() ? "NAME" : candidate;
  const std::string quoted = choice.find(' ') == std::string::npos ? choice : "\"" + choice + "\"";
  throw Error(ErrorCode::data, "no column for the " + std::string(info.meaning) + " in " + file,
              "name it: --column " + std::string(info.name) + "=" + quoted, {}, "columns: " + join(columns, ", "));
}

/// The number of the column called `name`: exactly, else without case and punctuation; -1 if there is none.
std::int32_t column_called(const std::string& name, const std::vector<std::string>& columns, const std::string& file) {
  for (const bool folded : {false, true}) {
    std::int32_t found = -1;
    for (std::size_t i = 0; i < columns.size(); ++i) {
      const bool same = folded ? folded_name(columns[i]) == folded_name(name) : columns[i] == name;
      if (same && found >= 0) {
        throw Error(ErrorCode::data, "two columns are called \"" + columns[i] + "\"", "rename one of them", file,
                    "columns: " + join(columns, ", "));
      }
      if (same) found = static_cast<std::int32_t>(i);
    }
    if (found >= 0) return found;
  }
  return -1;
}

[[noreturn]] void throw_no_role(const std::string& role, const std::vector<std::string>& roles) {
  const std::string nearest = nearest_word(role, roles);
  throw Error(ErrorCode::usage, "\"" + role + "\" is not a role of a column",
              nearest.empty() ? "choose one of the roles" : "did you mean \"" + nearest + "\"?", "--column",
              "roles: " + join(roles, ", "));
}

[[noreturn]] void throw_no_column(const std::string& role, const std::string& name,
                                  const std::vector<std::string>& columns, const std::string& file) {
  const std::string nearest = nearest_word(name, columns);
  throw Error(ErrorCode::data, "no column \"" + name + "\" in " + file,
              nearest.empty() ? "choose one of the columns" : "did you mean --column " + role + "=" + nearest + "?", {},
              "columns: " + join(columns, ", "));
}

void take_given(const std::map<std::string, std::string>& given, const std::vector<std::string>& columns,
                const std::string& file, RoleColumns& roles) {
  std::vector<std::string> names;
  for (const RoleInfo& info : role_table()) names.emplace_back(info.name);
  for (const auto& [role, name] : given) {
    const auto at = std::find(names.begin(), names.end(), role);
    if (at == names.end()) throw_no_role(role, names);
    const std::int32_t column = column_called(name, columns, file);
    if (column < 0) throw_no_column(role, name, columns, file);
    roles[static_cast<std::size_t>(at - names.begin())] = column;
  }
}

}  // namespace

RoleColumns find_roles(const std::vector<std::string>& columns, const std::map<std::string, std::string>& given,
                       const std::string& file) {
  RoleColumns roles;
  roles.fill(-1);
  take_given(given, columns, file, roles);
  for (std::size_t r = 0; r < k_roles; ++r) {
    for (std::size_t a = 0; roles[r] < 0 && a < role_table()[r].aliases.size(); ++a) {
      const std::int32_t column = column_called(role_table()[r].aliases[a], columns, file);
      // A column that the user gave another role is not taken twice.
      if (std::find(roles.begin(), roles.end(), column) == roles.end()) roles[r] = column;
    }
  }
  for (std::size_t r = 0; r < k_roles; ++r) {
    if (roles[r] < 0 && role_table()[r].required) throw_missing(role_table()[r], columns, roles, file);
  }
  return roles;
}

bool has_roles(const std::vector<std::string>& columns, const std::map<std::string, std::string>& given) {
  try {
    find_roles(columns, given, {});
    return true;
  } catch (const Error&) {
    return false;
  }
}

std::map<std::string, std::string> role_map(const RoleColumns& roles, const std::vector<std::string>& columns) {
  std::map<std::string, std::string> map;
  for (std::size_t r = 0; r < k_roles; ++r) {
    if (roles[r] >= 0) map[role_table()[r].name] = columns[static_cast<std::size_t>(roles[r])];
  }
  return map;
}

}  // namespace shoal::data
