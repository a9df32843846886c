// Addresses and secrets in them.
#include "tracking/address.hpp"

#include <gmock/gmock.h>

#include "errors.hpp"
#include "shoal/tracking.hpp"

namespace shoal::tracking {
namespace {

using test::error_of;

TEST(Address, WebAddressesAreTakenApart) {
  const Address plain = parse_address("http://127.0.0.1:5000/");
  EXPECT_EQ(plain.base, "http://127.0.0.1:5000");
  EXPECT_FALSE(plain.azure);
  EXPECT_EQ(plain.username + plain.password, "");
  const Address full = parse_address("https://ann%40x:p%3Aw%2F@mlflow.example.org/team/?a=b#/experiments/3");
  EXPECT_EQ(full.base, "https://mlflow.example.org/team");
  EXPECT_EQ(full.username, "ann@x");
  EXPECT_EQ(full.password, "p:w/");
  EXPECT_EQ(parse_address("http://host:5000/#/experiments/1/runs/abc").base, "http://host:5000");
}

TEST(Address, AzureBecomesHttps) {
  const Address address = parse_address(
      "azureml://westeurope.api.azureml.ms/mlflow/v1.0/subscriptions/s/resourceGroups/g/providers/p/workspaces/w?x=y");
  EXPECT_TRUE(address.azure);
  EXPECT_EQ(address.base,
            "https://westeurope.api.azureml.ms/mlflow/v1.0/subscriptions/s/resourceGroups/g/providers/p/workspaces/w");
}

TEST(Address, OthersAreRefusedWithoutTheirSecrets) {
  for (const char* uri : {"", "localhost:5000", "file:///x", "sqlite:///m.db", "databricks", "http://", "http:///x",
                          "http://:5000", "https://a b/", "http://h\nx/"}) {
    const Error error = error_of([&] { parse_address(uri); });
    EXPECT_EQ(error.code(), ErrorCode::usage) << uri;
    EXPECT_NE(error.hint(), "") << uri;
  }
  const Error error = error_of([] { parse_address("ftp://ann:secret@host/"); });
  EXPECT_EQ(error.found().find("secret"), std::string::npos);
}

TEST(Passwords, DisappearFromEveryAddressInAText) {
  EXPECT_EQ(without_passwords("shoal fit x --mlflow http://ann:pw@h:5000/p 'https://tok@h' y"),
            "shoal fit x --mlflow http://***@h:5000/p 'https://***@h' y");
  EXPECT_EQ(without_passwords("http://a:b@c@host/x@y"), "http://***@host/x@y");
  EXPECT_EQ(without_passwords("abfss://container@account.dfs.core.windows.net/x"),
            "abfss://container@account.dfs.core.windows.net/x");
  EXPECT_EQ(without_passwords("abfss://k:secret@account/x"), "abfss://***@account/x");
  for (const char* text : {"", "no address", "a@b", "http://host/a@b", "://", "x://", "http://h?u=a:b@c"}) {
    EXPECT_EQ(without_passwords(text), text);
  }
}

TEST(Passwords, MayHaveCharactersThatEndAnAddress) {
  EXPECT_EQ(without_passwords("x http://ann:S3C/RET@host/p y"), "x http://***@host/p y");
  EXPECT_EQ(without_passwords("https://ann:S3C?RET@host"), "https://***@host");
  EXPECT_EQ(without_passwords("https://ann:12#RET@host"), "https://***@host");
  EXPECT_EQ(without_passwords("http:/ann:SECRET@host"), "http:/***@host");
  EXPECT_EQ(without_passwords("https:ann:SECRET@host"), "https:***@host");
  EXPECT_EQ(without_passwords("models:/customers@champion"), "models:/customers@champion");
  EXPECT_EQ(without_passwords("http://u:p@h/x?to=https://v:q/r@g"), "http://***@h/x?to=https://***@g");
}

TEST(Address, ThatAPasswordCutsShortIsRefusedWithoutIt) {
  for (const char* uri : {"http://ann:S3C/RET@host", "http://ann:S3C?RET@host:5000", "http://ann:S3C#RET@host",
                          "http://ann:123/RET@host", "http://ann:S3@C/RET@host", "https://RET/x@host",
                          "ann:S3CRET@host", "http:/ann:S3CRET@host", "http:ann:S3CRET@host", "http://ann:S3CRET",
                          "http://ann:S3C/RET", "azureml://ann:S3C/RET@host", "ftp://ann:S3CRET@host"}) {
    const Error error = error_of([&] { parse_address(uri); });
    EXPECT_EQ(error.code(), ErrorCode::usage) << uri;
    for (const std::string& text : {error.message(), error.hint(), error.where(), error.found()}) {
      EXPECT_EQ(text.find("RET"), std::string::npos) << text;
      EXPECT_EQ(text.find("S3"), std::string::npos) << text;
    }
  }
  EXPECT_EQ(parse_address("http://[::1]:5000/x").base, "http://[::1]:5000/x");
  EXPECT_EQ(parse_address("http://ann:p%2Fw%40@h:5000").password, "p/w@");
}

TEST(PercentCoding, GoesThereAndBack) {
  std::string all;
  for (int byte = 0; byte < 256; ++byte) all += static_cast<char>(byte);
  EXPECT_EQ(percent_decoded(percent_encoded(all)), all);
  EXPECT_EQ(percent_encoded("a b/ü"), "a%20b%2F%C3%BC");
  EXPECT_EQ(percent_encoded("a b/c", true), "a%20b/c");
  EXPECT_EQ(percent_decoded("%4"), "%4");
  EXPECT_EQ(percent_decoded("%zz%41%"), "%zzA%");
}

/// RFC 4648, section 10.
TEST(Base64, MatchesTheStandardsExamples) {
  const std::vector<std::pair<std::string, std::string>> examples = {{"", ""},
                                                                     {"f", "Zg=="},
                                                                     {"fo", "Zm8="},
                                                                     {"foo", "Zm9v"},
                                                                     {"foob", "Zm9vYg=="},
                                                                     {"fooba", "Zm9vYmE="},
                                                                     {"foobar", "Zm9vYmFy"},
                                                                     {"\xff\xfe", "//4="}};
  for (const auto& [bytes, text] : examples) EXPECT_EQ(base64(bytes), text);
}

}  // namespace
}  // namespace shoal::tracking
