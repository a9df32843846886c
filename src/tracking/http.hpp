// One connection to a web server: a request out, an answer in. http.cpp alone knows libcurl.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

namespace shoal::tracking {

struct HttpOptions {
  std::filesystem::path ca_file;  ///< certificate authorities to trust (PEM); empty: those of the system
  bool insecure = false;          ///< take any certificate
  double seconds = 30.0;          ///< for a whole exchange; for a file: without movement that counts
  std::function<bool()> stop;     ///< asked about once a second while a transfer runs; true ends it
  /// Told how many bytes of an upload went out since the last call; may be empty.
  std::function<void(std::int64_t)> sent;
};

struct HttpRequest {
  std::string method = "GET", url;
  std::string authorization;   ///< value of that header; empty: none
  std::string body;            ///< JSON text of a POST, PATCH or DELETE
  std::filesystem::path file;  ///< when given, the body: streamed from disk
  /// Never sent twice: libcurl repeats by itself what a kept connection lost, so this takes a new one.
  bool once = false;
  /// Bytes that the body of a success may have, where it is a file: then the exchange may take as long as it moves.
  std::uintmax_t largest_file = 0;

  bool moves_file() const { return !file.empty() || largest_file > 0; }
};

enum class Transport : std::uint8_t {
  answered,     ///< status and body are the server's
  unreachable,  ///< no such host, connection refused
  timed_out,
  broken,     ///< the connection ended too early, or what came is no HTTP
  untrusted,  ///< TLS: the certificate cannot be verified
  oversized,  ///< the answer is larger than k_largest_answer, or HttpRequest::largest_file
  stopped,    ///< HttpOptions::stop said so
  unreadable  ///< HttpRequest::file
};

struct HttpAnswer {
  Transport transport = Transport::answered;
  int status = 0;
  std::string body;
  std::string location;      ///< where a redirect leads; it is never followed
  double retry_after = 0.0;  ///< seconds that the server asks to wait
  std::string problem;       ///< libcurl's words when transport is not `answered`
};

/// Larger answers are cut off: MLflow's are a few kilobytes.
inline constexpr std::size_t k_largest_answer = std::size_t{8} << 20;

/// Keeps its connection open between requests. Follows no redirect, so what is secret goes to the host in the URL alone.
/// Memory is bounded by k_largest_answer whatever the server sends, time by HttpOptions::seconds; of a file by largest_file, and
/// a transfer of which less than 10,000 bytes a second come for so long (100 for an upload) ends. Used by one thread at a time.
class HttpConnection {
 public:
  explicit HttpConnection(HttpOptions options);
  ~HttpConnection();
  HttpConnection(HttpConnection&&) noexcept;
  HttpConnection& operator=(HttpConnection&&) = delete;

  /// One exchange, without retries. Throws for want of memory only.
  HttpAnswer send(const HttpRequest& request);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace shoal::tracking
