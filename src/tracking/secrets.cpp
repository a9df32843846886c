#include "tracking/secrets.hpp"

#include <algorithm>
#include <utility>

#include "shoal/error.hpp"
#include "tracking/escapes.hpp"

namespace shoal::tracking {

namespace {

using Origin = Unescaped::Origin;

/// Escapes of escapes of escapes: more than any server piles up.
constexpr int k_levels = 6;
constexpr std::size_t k_shortest_base64 = 8;

std::string plain(std::string_view text) {
  Unescaped all = as_it_is(text);
  for (int level = 0; level < k_levels && unescape(all); ++level) {
  }
  return all.text;
}

void find(const Unescaped& text, const std::string& wanted, std::vector<Origin>& found) {
  if (wanted.empty()) return;
  for (std::size_t at = text.text.find(wanted); at != std::string::npos; at = text.text.find(wanted, at + 1)) {
    found.push_back({text.origins[at].begin, text.origins[at + wanted.size() - 1].end});
  }
}

bool is_base64(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '+' || c == '/' ||
         c == '-' || c == '_';
}

/// Runs of base64 digits that hold the secret.
void find_in_base64(const Unescaped& text, const std::string& wanted, std::vector<Origin>& found) {
  if (wanted.empty()) return;
  const std::string_view all = text.text;
  for (std::size_t begin = 0; begin < all.size();) {
    std::size_t end = begin;
    while (end < all.size() && is_base64(all[end])) ++end;
    while (end > begin && end < all.size() && all[end] == '=') ++end;  // the padding
    if (end - begin >= k_shortest_base64 &&
        from_base64(all.substr(begin, end - begin)).find(wanted) != std::string::npos) {
      found.push_back({text.origins[begin].begin, text.origins[end - 1].end});
    }
    begin = std::max(end, begin + 1);
  }
}

std::string with_holes(std::string_view text, std::vector<Origin> holes) {
  std::ranges::sort(holes, {}, &Origin::begin);
  std::string out;
  std::size_t done = 0;
  for (std::size_t i = 0; i < holes.size();) {
    const std::size_t begin = holes[i].begin;
    std::size_t end = holes[i].end;
    while (++i < holes.size() && holes[i].begin < end) end = std::max(end, holes[i].end);
    out.append(text.substr(done, begin - done)).append("***");
    done = end;
  }
  return out.append(text.substr(done));
}

}  // namespace

Secrets::Secrets(const TrackingSettings& settings, const Address& address) {
  for (const std::string& secret : {settings.token, settings.password, address.password}) add(secret);
  if (!settings.username.empty()) add(base64(settings.username + ":" + settings.password));
  if (!address.username.empty()) add(base64(address.username + ":" + address.password));
  // "https://token@host": a user without a password is one.
  if (!address.username.empty() && address.password.empty()) add(address.username);
}

void Secrets::add(std::string_view secret) {
  if (!secret.empty()) secrets_.push_back({std::string(secret), plain(secret)});
}

std::string Secrets::masked(std::string_view text) const {
  if (secrets_.empty()) return std::string(text);
  std::vector<Origin> found;
  Unescaped level = as_it_is(text);
  for (int i = 0; i <= k_levels; ++i) {
    for (const Secret& secret : secrets_) {
      find(level, secret.text, found);
      find(level, secret.plain, found);
      find_in_base64(level, secret.text, found);
    }
    if (!unescape(level)) break;
  }
  return with_holes(text, std::move(found));
}

Secrets Secrets::long_ones() const {
  constexpr std::size_t k_long = 6;
  Secrets longer;
  for (const Secret& secret : secrets_) {
    if (secret.text.size() >= k_long) longer.secrets_.push_back(secret);
  }
  return longer;
}

}  // namespace shoal::tracking

namespace shoal {

std::string without_secrets(std::string_view text, const TrackingSettings& settings) {
  tracking::Address address;
  try {
    address = tracking::parse_address(settings.uri);
  } catch (const Error&) {
    // No address, so nothing goes there.
  }
  return tracking::Secrets(settings, address).long_ones().masked(without_passwords(text));
}

}  // namespace shoal
