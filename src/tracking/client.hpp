// A tracking server to talk to: address, credentials, and what is done when it does not answer.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>

#include "shoal/error.hpp"
#include "shoal/tracking.hpp"
#include "tracking/address.hpp"
#include "tracking/http.hpp"
#include "tracking/secrets.hpp"
#include "tracking/verdict.hpp"

namespace shoal::tracking {

/// A call that did not succeed: Error{service} in the server's words, with what to do.
class ServiceError : public Error {
 public:
  ServiceError(const Verdict& verdict, const std::string& where)
      : Error(ErrorCode::service, verdict.words, verdict.hint, where),
        outcome_(verdict.outcome),
        code_(verdict.code),
        retry_after_(verdict.retry_after),
        unreachable_(verdict.unreachable) {}
  /// Never Outcome::done.
  Outcome outcome() const noexcept { return outcome_; }
  /// MLflow's error_code; may be empty.
  const std::string& mlflow_code() const noexcept { return code_; }
  double retry_after() const noexcept { return retry_after_; }
  /// Nobody listens at the address.
  bool unreachable() const noexcept { return unreachable_; }

 private:
  Outcome outcome_;
  std::string code_;
  double retry_after_;
  bool unreachable_;
};

/// Where the settings lead. Error{usage} for an address that is none, or an azureml:// one without a token.
Address address_of(const TrackingSettings& settings);

/// Seconds to wait before try `attempt` + 2: a random part, `draw` in [0, 1), of 0.25 2^attempt, at most 15; never below 0.05.
/// (Full jitter: many clients that lost the same server do not come back at the same moment.)
double backoff_seconds(int attempt, double draw);
/// From [0, 1), seeded by the system: the one thing in shoal that is meant to differ from run to run.
double random_draw();

/// Used by one thread at a time. Keeps its connection open.
class Client {
 public:
  /// `patience`: seconds to go on trying what may succeed later; 0: one attempt only. `stop` ends everything early. `sent`
  /// hears of the bytes of uploads. Error{usage} as address_of.
  explicit Client(const TrackingSettings& settings, double patience = 0.0, std::function<bool()> stop = {},
                  std::function<void(std::int64_t)> sent = {});

  /// Calls the REST API: ask("POST", "runs/create", json) goes to <base>/api/2.0/mlflow/runs/create. Returns the body of the
  /// answer, a JSON object as text. ServiceError otherwise.
  std::string ask(const std::string& method, const std::string& path, const std::string& body = {});

  /// Streams a file to <base>/api/2.0/mlflow-artifacts/artifacts/<path>; memory does not grow with its size.
  void upload(const std::filesystem::path& file, const std::string& path);

  /// The bytes of <base>/api/2.0/mlflow-artifacts/artifacts/<path>, `largest` at most. No file holds them meanwhile, so nothing is
  /// left where the process is killed.
  std::string download(const std::string& path, std::uintmax_t largest);

  const Address& address() const { return address_; }
  /// What is sent to the server as credentials, and to nobody else.
  const Secrets& secrets() const { return secrets_; }

 private:
  std::string artifact_address(const std::string& path) const;
  std::string insist(const HttpRequest& request);
  Verdict attempt(HttpRequest request, std::string& body);
  bool renew_token();
  bool wait(double seconds) const;

  TrackingSettings settings_;
  Address address_;
  double patience_;
  std::function<bool()> stop_;
  HttpConnection connection_;
  std::string authorization_;
  Secrets secrets_;
  std::chrono::steady_clock::time_point renewed_{};
};

}  // namespace shoal::tracking
