#include "tracking/address.hpp"

#include <charconv>
#include <cstdint>

#include "shoal/error.hpp"
#include "shoal/tracking.hpp"

namespace shoal {

std::string without_passwords(std::string_view text) {
  std::string out;
  while (true) {
    const std::size_t scheme = text.find("://");
    if (scheme == std::string_view::npos) return out.append(text);
    const std::size_t begin = scheme + 3;
    const std::size_t end = std::min(text.find_first_of("/?# \t\n'\"", begin), text.size());
    const std::string_view host = text.substr(begin, end - begin);
    const std::size_t at = host.rfind('@');
    const bool web = text.substr(0, scheme).ends_with("http") || text.substr(0, scheme).ends_with("https");
    // "abfss://container@account/" holds no secret; "https://token@host/" does.
    const bool secret = at != std::string_view::npos && (web || host.substr(0, at).find(':') != std::string_view::npos);
    out.append(text.substr(0, begin));
    out.append(secret ? "***" : "").append(secret ? host.substr(at) : host);
    text.remove_prefix(end);
  }
}

}  // namespace shoal

namespace shoal::tracking {

namespace {

[[noreturn]] void refuse(const std::string& what, std::string_view uri) {
  throw Error(ErrorCode::usage, what,
              "give the address of the server, for example http://localhost:5000 (--mlflow or MLFLOW_TRACKING_URI)",
              "--mlflow", without_passwords(uri));
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
  uri = uri.substr(0, uri.find_first_of("?#"));
  while (uri.ends_with('/')) uri.remove_suffix(1);
  const std::size_t at = uri.substr(0, uri.find('/')).rfind('@');
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
