#include "tracking/verdict.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <string_view>

#include "shoal/tracking.hpp"
#include "tracking/json_text.hpp"

namespace shoal::tracking {

namespace {

using Json = nlohmann::json;

constexpr std::size_t k_longest_words = 300;
constexpr std::size_t k_read_for_words = 64 * 1024;

std::string text_of(const Json& object, const char* key) {
  const auto at = object.is_object() ? object.find(key) : object.end();
  return object.is_object() && at != object.end() && at->is_string() ? at->get<std::string>() : std::string();
}

/// Between <title> and </title>, or everything that is not inside < and >.
std::string without_tags(std::string_view page) {
  const std::size_t title = page.find("<title>");
  if (title != std::string_view::npos) page = page.substr(title + 7, page.find("</title>", title) - title - 7);
  std::string out;
  int depth = 0;
  for (const char c : page) {
    if (c == '<') ++depth;
    if (depth == 0) out += c;
    if (c == '>' && depth > 0) {
      --depth;
      out += ' ';
    }
  }
  return out;
}

/// One line: runs of white space and control characters become one space; cut at a character's end.
std::string one_line(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte > ' ' && byte != 0x7f) {
      out += c;
    } else if (!out.empty() && out.back() != ' ') {
      out += ' ';
    }
    if (out.size() >= k_longest_words) break;
  }
  while (out.ends_with(' ')) out.pop_back();
  const std::string quoted = Json(out).dump(-1, ' ', false, Json::error_handler_t::replace);
  return Json::parse(quoted).get<std::string>();
}

std::string said(const HttpAnswer& answer, const Secrets& secrets) {
  const std::string words = readable(answer.body, secrets);
  const std::string status = fmt::format("HTTP {}", answer.status);
  return words.empty() ? status : status + ": " + words;
}

Verdict unanswered(const HttpAnswer& answer, const Secrets& secrets) {
  Verdict verdict{Outcome::later,
                  "",
                  one_line(secrets.masked(answer.problem)),
                  "",
                  0.0,
                  answer.transport == Transport::unreachable};
  switch (answer.transport) {
    case Transport::untrusted:
      verdict.outcome = Outcome::closed;
      verdict.hint = "give the certificate authority of the server with MLFLOW_TRACKING_SERVER_CERT_PATH";
      break;
    case Transport::oversized:
      verdict.outcome = Outcome::closed;
      verdict.words = "the answer is larger than any that MLflow should give here";
      verdict.hint = "check the address";
      break;
    case Transport::unreadable:
      verdict.outcome = Outcome::refused;
      break;
    case Transport::unreachable:
      verdict.hint = "check the address and that the server runs";
      break;
    default:
      verdict.hint = "check the server and the network";
      break;
  }
  return verdict;
}

Verdict succeeded(const HttpAnswer& answer, bool file, const Secrets& secrets) {
  if ((file && answer.body.empty()) || parsed_json(answer.body).is_object()) return {};
  return closed("the answer is not MLflow's: " + readable(answer.body, secrets),
                "check that the address is that of the MLflow server itself, not of a page before it");
}

Verdict redirected(const HttpAnswer& answer, const Secrets& secrets) {
  const std::string target = answer.location.substr(0, answer.location.find_first_of("?#"));
  return closed(fmt::format("HTTP {}: the server sends us on to {}", answer.status,
                            without_passwords(one_line(secrets.masked(target)))),
                "if that is the right server, give its address");
}

bool worth_another_try(int status) {
  return status == 408 || status == 425 || status == 429 || (status >= 500 && status != 501 && status != 505);
}

Verdict forbidden(const HttpAnswer& answer, const Secrets& secrets) {
  const bool host_check = answer.body.find("Invalid Host header") != std::string::npos;
  return closed(said(answer, secrets),
                host_check ? "start the server with --allowed-hosts and the name in the address, or use its IP address"
                           : "ask for permission on this server, or check MLFLOW_TRACKING_USERNAME and _PASSWORD");
}

}  // namespace

std::string readable(const std::string& body, const Secrets& secrets) {
  const std::string text = body.substr(0, k_read_for_words);
  const Json json = parsed_json(body);
  if (json.is_object()) {
    for (const char* key : {"message", "detail", "error"}) {
      const std::string words = text_of(json, key).substr(0, k_read_for_words);
      if (!words.empty()) return one_line(secrets.masked(words));
    }
  }
  const std::string shown = secrets.masked(text);  // before the tags are gone, for a secret may look like one
  return one_line(shown.find('<') != std::string::npos ? secrets.masked(without_tags(shown)) : shown);
}

Verdict judge(const HttpAnswer& answer, bool file, const Secrets& secrets) {
  if (answer.transport != Transport::answered) return unanswered(answer, secrets);
  const int status = answer.status;
  if (status >= 200 && status < 300) return succeeded(answer, file, secrets);
  if (status < 400) return redirected(answer, secrets);
  if (status == 401) {
    return closed(said(answer, secrets),
                  "set MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or MLFLOW_TRACKING_TOKEN");
  }
  if (status == 403) return forbidden(answer, secrets);
  if (worth_another_try(status)) {
    return {Outcome::later, "", said(answer, secrets), "look into the server's log", answer.retry_after, false};
  }
  const Json json = parsed_json(answer.body);
  const std::string code = text_of(json, "error_code");
  if (code.empty() && !file) {
    return closed(said(answer, secrets), "check that the address is that of an MLflow server");
  }
  // That is how MLflow reports a statement that its database refused, for example because another run logged the same data
  // set at the same moment. A request that is wrong is INVALID_PARAMETER_VALUE.
  if (code == "BAD_REQUEST")
    return {Outcome::later, code, said(answer, secrets), "look into the server's log", 0.0, false};
  return {Outcome::refused, code, said(answer, secrets), "", 0.0, false};
}

}  // namespace shoal::tracking
