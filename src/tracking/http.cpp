#include "tracking/http.hpp"

#include <curl/curl.h>

#include <array>
#include <cstdio>
#include <new>
#include <utility>

#include "shoal/version.hpp"

namespace shoal::tracking {

namespace {

constexpr long k_connect_seconds = 10;
constexpr long k_slowest_upload = 100, k_slowest_download = 10'000;  // bytes a second

struct CloseFile {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, CloseFile>;

struct FreeList {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using Headers = std::unique_ptr<curl_slist, FreeList>;

void append(Headers& headers, const std::string& line) {
  curl_slist* longer = curl_slist_append(headers.get(), line.c_str());
  if (longer == nullptr) throw std::bad_alloc();
  static_cast<void>(headers.release());
  headers.reset(longer);
}

Transport transport_of(CURLcode code) {
  switch (code) {
    case CURLE_OK:
      return Transport::answered;
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY:
    case CURLE_COULDNT_CONNECT:
      return Transport::unreachable;
    case CURLE_FILESIZE_EXCEEDED:
      return Transport::oversized;
    case CURLE_OPERATION_TIMEDOUT:
      return Transport::timed_out;
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_CERTPROBLEM:
      return Transport::untrusted;
    default:
      return Transport::broken;
  }
}

}  // namespace

struct HttpConnection::State {
  HttpOptions options;
  CURL* curl = nullptr;
  std::array<char, CURL_ERROR_SIZE> words{};
  HttpAnswer answer;
  File file;
  std::int64_t file_bytes = 0;
  std::uintmax_t largest_file = 0;
  curl_off_t told = 0;  // bytes of this upload that options.sent has heard of
  bool stopped = false, oversized = false, unreadable = false;

  // libcurl is C: nothing may be thrown through it.
  static std::size_t on_body(char* bytes, std::size_t size, std::size_t count, void* self) noexcept {
    auto& state = *static_cast<State*>(self);
    const bool file = state.largest_file > 0 && state.status() / 100 == 2;
    if (state.answer.body.size() + size * count > (file ? state.largest_file : k_largest_answer)) {
      state.oversized = true;
      return 0;
    }
    try {
      state.answer.body.append(bytes, size * count);
    } catch (...) {
      return 0;
    }
    return size * count;
  }

  long status() const noexcept {
    long status = 0;
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    return status;
  }

  static std::size_t on_read(char* bytes, std::size_t size, std::size_t count, void* self) noexcept {
    auto& state = *static_cast<State*>(self);
    const std::size_t got = std::fread(bytes, 1, size * count, state.file.get());
    if (got > 0 || std::ferror(state.file.get()) == 0) return got;
    state.unreadable = true;
    return CURL_READFUNC_ABORT;
  }

  static int on_rewind(void* self, curl_off_t offset, int origin) noexcept {
    auto& state = *static_cast<State*>(self);
    return std::fseek(state.file.get(), static_cast<long>(offset), origin) == 0 ? CURL_SEEKFUNC_OK : CURL_SEEKFUNC_FAIL;
  }

  static int on_progress(void* self, curl_off_t, curl_off_t, curl_off_t, curl_off_t sent) noexcept {
    auto& state = *static_cast<State*>(self);
    if (state.options.sent && sent > state.told) state.options.sent(sent - std::exchange(state.told, sent));
    state.stopped = state.options.stop && state.options.stop();
    return state.stopped ? 1 : 0;
  }

  template <class Value>
  void set(CURLoption option, Value value) {
    if (curl_easy_setopt(curl, option, value) == CURLE_OUT_OF_MEMORY) throw std::bad_alloc();
  }

  /// What holds for every request. A reset keeps the connection.
  void prepare() {
    curl_easy_reset(curl);
    answer = {};
    words[0] = '\0';
    told = 0;
    largest_file = 0;
    stopped = oversized = unreadable = false;
    set(CURLOPT_ERRORBUFFER, words.data());
    set(CURLOPT_NOSIGNAL, 1L);
    set(CURLOPT_PROTOCOLS_STR, "http,https");
    set(CURLOPT_FOLLOWLOCATION, 0L);
    set(CURLOPT_HEADEROPT, static_cast<long>(CURLHEADER_SEPARATE));  // none of ours goes to a proxy
    set(CURLOPT_USERAGENT, (std::string("shoal/") + k_version).c_str());
    set(CURLOPT_CONNECTTIMEOUT, k_connect_seconds);
    set(CURLOPT_WRITEFUNCTION, &on_body);
    set(CURLOPT_WRITEDATA, this);
    set(CURLOPT_NOPROGRESS, 0L);
    set(CURLOPT_XFERINFOFUNCTION, &on_progress);
    set(CURLOPT_XFERINFODATA, this);
    if (!options.ca_file.empty()) set(CURLOPT_CAINFO, options.ca_file.c_str());
    set(CURLOPT_SSL_VERIFYPEER, options.insecure ? 0L : 1L);
    set(CURLOPT_SSL_VERIFYHOST, options.insecure ? 0L : 2L);
  }

  bool open(const std::filesystem::path& path) {
    std::error_code failed;
    if (!std::filesystem::is_regular_file(path, failed)) return false;  // a pipe would be waited for
    file.reset(std::fopen(path.c_str(), "rb"));
    file_bytes = static_cast<std::int64_t>(std::filesystem::file_size(path, failed));
    return file != nullptr && !failed;
  }

  void upload() {
    set(CURLOPT_UPLOAD, 1L);
    set(CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(file_bytes));
    set(CURLOPT_READFUNCTION, &on_read);
    set(CURLOPT_READDATA, this);
    set(CURLOPT_SEEKFUNCTION, &on_rewind);
    set(CURLOPT_SEEKDATA, this);
    wait_while_it_moves(k_slowest_upload);
  }

  void download(const HttpRequest& request) {
    largest_file = request.largest_file;
    set(CURLOPT_MAXFILESIZE_LARGE, static_cast<curl_off_t>(largest_file));  // for a length that is announced
    wait_while_it_moves(k_slowest_download);
  }

  void wait_while_it_moves(long slowest) {
    set(CURLOPT_LOW_SPEED_LIMIT, slowest);
    set(CURLOPT_LOW_SPEED_TIME, static_cast<long>(options.seconds) + 1);
  }

  void post(const HttpRequest& request) {
    set(CURLOPT_TIMEOUT_MS, static_cast<long>(options.seconds * 1000.0));
    if (request.method == "GET") return;
    set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
    set(CURLOPT_POSTFIELDS, request.body.c_str());
    set(CURLOPT_CUSTOMREQUEST, request.method.c_str());
  }

  void close(CURLcode code) {
    curl_off_t wait = 0;
    char* leads_to = nullptr;
    curl_easy_getinfo(curl, CURLINFO_RETRY_AFTER, &wait);
    curl_easy_getinfo(curl, CURLINFO_REDIRECT_URL, &leads_to);
    answer.transport = stopped      ? Transport::stopped
                       : oversized  ? Transport::oversized
                       : unreadable ? Transport::unreadable
                                    : transport_of(code);
    answer.status = static_cast<int>(status());
    answer.retry_after = static_cast<double>(wait);
    if (leads_to != nullptr) answer.location = leads_to;
    if (code != CURLE_OK) answer.problem = words[0] != '\0' ? words.data() : curl_easy_strerror(code);
    file.reset();
  }
};

HttpConnection::HttpConnection(HttpOptions options) : state_(std::make_unique<State>()) {
  static const CURLcode ready = curl_global_init(CURL_GLOBAL_DEFAULT);
  if (ready == CURLE_OK) state_->curl = curl_easy_init();
  if (state_->curl == nullptr) throw std::bad_alloc();
  state_->options = std::move(options);
}

HttpConnection::~HttpConnection() {
  if (state_ != nullptr) curl_easy_cleanup(state_->curl);
}

HttpConnection::HttpConnection(HttpConnection&&) noexcept = default;

HttpAnswer HttpConnection::send(const HttpRequest& request) {
  State& state = *state_;
  state.prepare();
  state.set(CURLOPT_URL, request.url.c_str());
  Headers headers;
  append(headers,
         "Expect:");  // the body goes out at once: waiting for leave costs a second with servers that give none
  if (!request.authorization.empty()) append(headers, "Authorization: " + request.authorization);
  const auto fail = [&](const std::string& problem) {
    state.answer.transport = Transport::unreadable;
    state.answer.problem = problem;
    return std::move(state.answer);
  };
  if (!request.file.empty()) {
    if (!state.open(request.file)) return fail(request.file.string() + " cannot be read");
    append(headers, "Content-Type: application/octet-stream");
    state.upload();
  } else if (request.largest_file > 0) {
    state.download(request);
  } else {
    if (request.method != "GET") append(headers, "Content-Type: application/json");
    state.post(request);
  }
  state.set(CURLOPT_FRESH_CONNECT, request.once ? 1L : 0L);
  state.set(CURLOPT_HTTPHEADER, headers.get());
  state.close(curl_easy_perform(state.curl));
  return std::move(state.answer);
}

}  // namespace shoal::tracking
