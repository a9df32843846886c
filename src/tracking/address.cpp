#include "tracking/address.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>

#include "shoal/error.hpp"
#include "shoal/tracking.hpp"

namespace shoal {

namespace {

/// Where the secret of an address without its scheme ends: at an "@"; npos for none. `web`: of http and https, where a user
/// alone is a token; "abfss://container@account/" holds no secret.
std::size_t end_of_secret(std::string_view address, bool web) {
  const std::string_view host = address.substr(0, address.find_first_of("/?#"));
  const std::size_t at = host.rfind('@');
  if (at != std::string_view::npos) {
    return web || host.substr(0, at).find(':') != std::string_view::npos ? at : std::string_view::npos;
  }
  // "ann:S3C/RET@host": what looks like a port may be the beginning of a password.
  return web && host.find(':') != std::string_view::npos ? address.rfind('@') : std::string_view::npos;
}

}  // namespace

std::string without_passwords(std::string_view text) {
  std::string out;
  while (true) {
    const std::size_t scheme = text.find(':');
    if (scheme == std::string_view::npos) return out.append(text);
    const std::size_t begin = std::min(text.find_first_not_of('/', scheme + 1), text.size());
    const bool web = text.substr(0, scheme).ends_with("http") || text.substr(0, scheme).ends_with("https");
    const std::string_view address = text.substr(begin, text.find_first_of(" \t\n'\"", begin) - begin);
    const bool is_address = web || begin >= scheme + 3;
    const std::size_t end = is_address ? end_of_secret(address, web) : std::string_view::npos;
    const bool secret = end != std::string_view::npos;
    out.append(text.substr(0, begin)).append(secret ? "***" : "");
    text.remove_prefix(begin + (secret ? end : 0));
  }
}

}  // namespace shoal

namespace shoal::tracking {

namespace {

constexpr const char* k_example =
    "give the address of the server, for example http://localhost:5000 (--mlflow or MLFLOW_TRACKING_URI)";
constexpr const char* k_encoding =
    "in a password write / as %2F, ? as %3F, # as %23 and @ as %40; better set MLFLOW_TRACKING_USERNAME and "
    "MLFLOW_TRACKING_PASSWORD";

/// What is no address may hold a password anywhere before its last "@", or behind a colon.
std::string shown(std::string_view uri) {
  const std::size_t scheme = uri.find(":/");
  const std::size_t begin =
      scheme == std::string_view::npos ? 0 : std::min(uri.find_first_not_of('/', scheme + 1), uri.size());
  const std::string head(uri.substr(0, begin));
  uri.remove_prefix(begin);
  const std::size_t at = uri.rfind('@');
  if (at != std::string_view::npos) return head + "***" + std::string(uri.substr(at));
  const std::size_t colon = uri.find(':');
  const std::size_t rest = colon == std::string_view::npos ? colon : uri.find_first_not_of("0123456789", colon + 1);
  const bool port = rest == std::string_view::npos || uri[rest] == '/';
  return head + (port ? std::string(uri) : std::string(uri.substr(0, colon + 1)) + "***");
}

[[noreturn]] void refuse(const std::string& what, std::string_view uri, const char* hint = k_example) {
  throw Error(ErrorCode::usage, what, hint, "--mlflow", shown(uri));
}

/// Of "host", "host:5000" or "[::1]:5000".
bool has_port_or_none(std::string_view host) {
  if (host.starts_with('[')) host.remove_prefix(std::min(host.size(), host.find(']')));
  const std::size_t colon = host.find(':');
  return colon == std::string_view::npos || host.find_first_not_of("0123456789", colon + 1) == std::string_view::npos;
}

}  // namespace

Address parse_address(std::string_view uri) {
  const std::string_view whole = uri;
  const std::size_t colon = uri.find("://");
  const std::string scheme(uri.substr(0, colon == std::string_view::npos ? 0 : colon));
  Address address;
  address.azure = scheme == "azureml";
  if (scheme != "http" && scheme != "https" && !address.azure) {
    refuse("tracking needs an MLflow server: an http://, https:// or azureml:// address", whole);
  }
  uri.remove_prefix(colon + 3);
  const std::size_t host_end = std::min(uri.find_first_of("/?#"), uri.size());
  if (uri.find('@', host_end) != std::string_view::npos)
    refuse("this address has an @ behind its host", whole, k_encoding);
  const std::size_t at = uri.substr(0, host_end).rfind('@');
  if (!has_port_or_none(uri.substr(at + 1, host_end - at - 1)))
    refuse("the port of this address is no number", whole, k_encoding);
  uri = uri.substr(0, uri.find_first_of("?#"));
  while (uri.ends_with('/')) uri.remove_suffix(1);
  if (at != std::string_view::npos) {
    const std::string_view user = uri.substr(0, at);
    const std::size_t split = user.find(':');
    address.username = percent_decoded(user.substr(0, split));
    if (split != std::string_view::npos) address.password = percent_decoded(user.substr(split + 1));
    uri.remove_prefix(at + 1);
  }
  if (uri.empty() || uri.front() == '/' || uri.front() == ':') refuse("this address names no host", whole);
  for (const char c : uri) {
    if (static_cast<unsigned char>(c) <= ' ' || c == '\x7f') refuse("an address has no spaces", whole);
  }
  address.base = (scheme == "http" ? "http://" : "https://") + std::string(uri);
  return address;
}

std::string percent_encoded(std::string_view text, bool keep_slashes) {
  static constexpr std::string_view k_plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~";
  static constexpr std::string_view k_hex = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    if (k_plain.find(c) != std::string_view::npos || (keep_slashes && c == '/')) {
      out += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    out += {'%', k_hex[byte >> 4], k_hex[byte & 15]};
  }
  return out;
}

std::string percent_decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    unsigned value = 0;
    const char* begin = text.data() + i + 1;
    if (text[i] == '%' && i + 2 < text.size() && std::from_chars(begin, begin + 2, value, 16).ptr == begin + 2) {
      out += static_cast<char>(value);
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

std::string base64(std::string_view bytes) {
  static constexpr std::string_view k_digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    std::uint32_t group = 0;
    for (std::size_t j = 0; j < 3; ++j) {
      group = group << 8 | (i + j < bytes.size() ? static_cast<unsigned char>(bytes[i + j]) : 0U);
    }
    for (std::size_t j = 0; j < 4; ++j) {
      out += i + j <= bytes.size() ? k_digits[group >> (18 - 6 * j) & 63] : '=';
    }
  }
  return out;
}

}  // namespace shoal::tracking
