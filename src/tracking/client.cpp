#include "tracking/client.hpp"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <random>
#include <thread>
#include <utility>

namespace shoal::tracking {

namespace {

using Clock = std::chrono::steady_clock;

constexpr double k_between_renewals = 30.0;

std::string authorization_of(const TrackingSettings& settings, const Address& address) {
  const std::string& username = settings.username.empty() ? address.username : settings.username;
  const std::string& password = settings.username.empty() ? address.password : settings.password;
  if (!username.empty() && !address.azure) return "Basic " + base64(username + ":" + password);
  return settings.token.empty() ? std::string() : "Bearer " + settings.token;
}

double seconds_since(Clock::time_point begin) { return std::chrono::duration<double>(Clock::now() - begin).count(); }

}  // namespace

Address address_of(const TrackingSettings& settings) {
  Address address = parse_address(settings.uri);
  if (address.azure && settings.token.empty()) {
    throw Error(ErrorCode::usage, "an azureml:// address needs a token",
                "set MLFLOW_TRACKING_TOKEN to an access token of Azure; a job on Azure Machine Learning has one",
                "MLFLOW_TRACKING_TOKEN");
  }
  return address;
}

double random_draw() {
  thread_local std::minstd_rand random{std::random_device{}()};
  return std::generate_canonical<double, 24>(random);
}

double backoff_seconds(int attempt, double draw) {
  return std::max(0.05, draw * std::min(15.0, 0.25 * std::exp2(std::min(attempt, 10))));
}

Client::Client(const TrackingSettings& settings, double patience, std::function<bool()> stop,
               std::function<void(std::int64_t)> sent)
    : settings_(settings),
      address_(address_of(settings)),
      patience_(patience),
      stop_(std::move(stop)),
      connection_({settings.ca_file, settings.insecure, settings.patience_seconds, stop_, std::move(sent)}),
      authorization_(authorization_of(settings, address_)),
      secrets_(settings, address_) {}

std::string Client::ask(const std::string& method, const std::string& path, const std::string& body) {
  return insist({method, address_.base + "/api/2.0/mlflow/" + path, "", body, {}, path.ends_with("/create"), 0});
}

void Client::upload(const std::filesystem::path& file, const std::string& path) {
  insist({"PUT", artifact_address(path), "", "", file, false, 0});
}

std::string Client::download(const std::string& path, std::uintmax_t largest) {
  return insist({"GET", artifact_address(path), "", "", {}, false, std::max<std::uintmax_t>(largest, 1)});
}

std::string Client::artifact_address(const std::string& path) const {
  return address_.base + "/api/2.0/mlflow-artifacts/artifacts/" + percent_encoded(path, true);
}

std::string Client::insist(const HttpRequest& request) {
  const auto begin = Clock::now();
  for (int attempts = 0;; ++attempts) {
    std::string body;
    const Verdict verdict = attempt(request, body);
    if (verdict.outcome == Outcome::done) return body;
    const double pause = std::max(verdict.retry_after, backoff_seconds(attempts, random_draw()));
    const bool again = verdict.outcome == Outcome::later && seconds_since(begin) + pause < patience_;
    if (!again || !wait(pause)) throw ServiceError(verdict, address_.base);
  }
}

Verdict Client::attempt(HttpRequest request, std::string& body) {
  request.authorization = authorization_;
  HttpAnswer answer = connection_.send(request);
  if (answer.status == 401 && renew_token()) {
    request.authorization = authorization_;
    answer = connection_.send(request);
  }
  const bool arrived = answer.transport == Transport::answered && answer.status == 200 && request.largest_file > 0;
  Verdict verdict = arrived ? Verdict{} : judge(answer, request.moves_file(), secrets_);
  body = std::move(answer.body);
  return verdict;
}

/// Azure gives a job a token for about an hour and a place to ask for the next one.
bool Client::renew_token() {
  if (!address_.azure || settings_.run_id.empty() || settings_.experiment_id.empty()) return false;
  if (renewed_ != Clock::time_point{} && seconds_since(renewed_) < k_between_renewals) return false;
  renewed_ = Clock::now();
  std::string url = address_.base;
  for (const std::string version : {"/mlflow/v1.0", "/mlflow/v2.0"}) {
    const std::size_t at = url.find(version);
    if (at != std::string::npos) url.replace(at, version.size(), "/history/v1.0");
  }
  url += "/experimentids/" + percent_encoded(settings_.experiment_id) + "/runs/" + percent_encoded(settings_.run_id) +
         "/token";
  const HttpAnswer answer = connection_.send({"GET", url, authorization_, "", {}, false, 0});
  if (judge(answer, false).outcome != Outcome::done) return false;
  const auto json = nlohmann::json::parse(answer.body, nullptr, false);
  const auto token = json.find("token");
  if (token == json.end() || !token->is_string()) return false;
  settings_.token = token->get<std::string>();
  secrets_.add(settings_.token);
  authorization_ = authorization_of(settings_, address_);
  return true;
}

/// False when it is time to stop.
bool Client::wait(double seconds) const {
  const auto begin = Clock::now();
  while (seconds_since(begin) < seconds) {
    if (stop_ && stop_()) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  return true;
}

}  // namespace shoal::tracking
