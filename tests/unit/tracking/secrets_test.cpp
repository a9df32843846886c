// What a server repeats of its credentials, however it writes it.
#include "tracking/secrets.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <functional>
#include <nlohmann/json.hpp>

#include "tracking/escapes.hpp"
#include "tracking/verdict.hpp"

namespace shoal::tracking {
namespace {

using testing::HasSubstr;
using Write = std::function<std::string(const std::string&)>;

std::string every(const std::string& text, const std::function<std::string(unsigned char)>& write) {
  std::string out;
  for (const char c : text) out += write(static_cast<unsigned char>(c));
  return out;
}

std::string json(const std::string& text) {
  const std::string quoted = nlohmann::json(text).dump();
  return quoted.substr(1, quoted.size() - 2);
}

std::string php_json(const std::string& text) {
  return every(json(text), [](unsigned char c) { return c == '/' ? "\\/" : std::string(1, static_cast<char>(c)); });
}

/// As Gson and Go's encoder write what HTML would act on.
std::string careful_json(const std::string& text) {
  return every(json(text), [](unsigned char c) {
    return std::string_view("=<>&'").find(static_cast<char>(c)) == std::string_view::npos
               ? std::string(1, static_cast<char>(c))
               : fmt::format("\\u{:04x}", c);
  });
}

std::string percent(const std::string& text, const char* form) {
  return every(text, [&](unsigned char c) {
    return std::isalnum(c) != 0 ? std::string(1, static_cast<char>(c)) : fmt::format(fmt::runtime(form), c);
  });
}

std::string html(const std::string& text) {
  return every(text, [](unsigned char c) {
    return c == '&'    ? "&amp;"
           : c == '"'  ? "&quot;"
           : c == '\'' ? "&#39;"
           : c == '<'  ? "&lt;"
                       : std::string(1, static_cast<char>(c));
  });
}

const std::vector<Write> k_writes = {
    [](const std::string& text) { return text; },
    json,
    php_json,
    careful_json,
    [](const std::string& text) {
      const std::string quoted = nlohmann::json(text).dump(-1, ' ', true);
      return quoted.substr(1, quoted.size() - 2);
    },
    [](const std::string& text) { return json(php_json(text)); },
    [](const std::string& text) { return percent(text, "%{:02X}"); },
    [](const std::string& text) { return percent(text, "%{:02x}"); },
    [](const std::string& text) { return percent(percent(text, "%{:02X}"), "%{:02X}"); },
    [](const std::string& text) { return json(percent(text, "%{:02x}")); },
    html,
    [](const std::string& text) { return every(text, [](unsigned char c) { return fmt::format("&#{};", c); }); },
    [](const std::string& text) { return every(text, [](unsigned char c) { return fmt::format("&#x{:X};", c); }); },
    [](const std::string& text) { return every(text, [](unsigned char c) { return fmt::format("\\x{:02x}", c); }); },
    base64,
    [](const std::string& text) { return php_json(base64("Bearer " + text)); },
    [](const std::string& text) { return percent(base64("ann:" + text), "%{:02X}"); },
};

/// A piece of the secret long enough to be none of the words around it.
bool leaks(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

TEST(Secrets, AreFoundHoweverTheyAreWritten) {
  for (const std::string secret :
       {"tok-ABC/def+ghi==", "pass\"word\\with/every=thing&<'>", "caf\xc3\xa9-\xf0\x9f\x94\x91-key", "a%41b%2Fc",
        "x\\u0041y", "two  words", "S3CRET"}) {
    TrackingSettings settings;
    settings.token = secret;
    settings.username = "ann";
    settings.password = secret;
    const Secrets secrets(settings, {});
    for (std::size_t i = 0; i < k_writes.size(); ++i) {
      const bool bytewise = i >= 11 && i <= 13;  // of bytes of UTF-8, which no such escape stands for
      if (bytewise && secret.find('\xc3') != std::string::npos && i != 13) continue;
      const std::string written = k_writes[i](secret), text = "denied for " + written + " at /x";
      EXPECT_EQ(secrets.masked(text), "denied for *** at /x") << i << ": " << text;
      EXPECT_TRUE(secrets.within(written));
      HttpAnswer answer;
      answer.status = 400;
      answer.body = R"({"error_code": "X", "message": ")" + json(text) + "\"}";
      EXPECT_EQ(judge(answer, false, secrets).words, "HTTP 400: denied for *** at /x") << i;
      answer.body = "<html><title>" + text;
      EXPECT_THAT(judge(answer, false, secrets).words, HasSubstr("denied for ***")) << i;
      EXPECT_FALSE(leaks(judge(answer, false, secrets).words, written.substr(written.size() / 2)));
    }
  }
}

TEST(Secrets, AreFoundWhereAMessageIsCut) {
  TrackingSettings settings;
  settings.token = "0123456789abcdef";
  const Secrets secrets(settings, {});
  for (std::size_t before = 280; before < 310; ++before) {
    const std::string words = readable(std::string(before, 'x') + settings.token, secrets);
    EXPECT_EQ(words.find("01"), std::string::npos) << words;
  }
}

TEST(Secrets, LeaveOtherTextsAlone) {
  EXPECT_EQ(Secrets().masked("\\u0041%41"), "\\u0041%41");
  TrackingSettings settings;
  settings.token = "token";
  const Secrets secrets(settings, {});
  for (const char* text : {"", "a \\/ %2F &amp; +", "to\\u006b", "QUJDREVGR0g="}) EXPECT_EQ(secrets.masked(text), text);
  EXPECT_FALSE(secrets.long_ones().within("token"));
}

TEST(Secrets, OfTheSettingsStandInNoTextOfOurs) {
  TrackingSettings settings;
  settings.uri = "http://ann:p%2Fssword@host";
  settings.token = "tok/en123";
  EXPECT_EQ(without_secrets("shoal fit --mlflow http://ann:p%2Fssword@host --x p/ssword tok%2fen123", settings),
            "shoal fit --mlflow http://***@host --x *** ***");
  settings.uri = "no address";
  EXPECT_EQ(without_secrets("tok\\/en123", settings), "***");
}

TEST(Base64, IsReadBack) {
  for (const std::string text : {"", "f", "fo", "foo", "foob", "\xff\xfe\xfd"})
    EXPECT_EQ(from_base64(base64(text)), text);
  EXPECT_EQ(from_base64("__79"), "\xff\xfe\xfd");
  EXPECT_EQ(from_base64("no base64!"), "");
}

}  // namespace
}  // namespace shoal::tracking
