#include "base/json_seal.hpp"

#include <algorithm>
#include <charconv>

#include "shoal/files.hpp"

namespace shoal::detail {
namespace {

constexpr std::string_view k_begin = ",\n  \"checksum\": \"", k_end = "\"\n}\n";
constexpr std::size_t k_digest = 64;

std::string_view without_blanks(std::string_view text) {
  return text.substr(std::min(text.find_first_not_of(" \t\r\n"), text.size()));
}

}  // namespace

std::string json_seal(std::string_view before) { return std::string(k_begin).append(sha256(before)).append(k_end); }

Seal seal_of(std::string_view document) {
  const std::size_t size = k_begin.size() + k_digest + k_end.size();
  if (document.size() < size) return Seal::absent;
  const std::string_view before = document.substr(0, document.size() - size), seal = document.substr(before.size());
  if (!seal.starts_with(k_begin) || !seal.ends_with(k_end)) return Seal::absent;
  return seal == json_seal(before) ? Seal::whole : Seal::broken;
}

std::optional<std::uint64_t> leading_format(std::string_view document) {
  for (const std::string_view part : {"{", "\"format\"", ":"}) {
    document = without_blanks(document);
    if (!document.starts_with(part)) return std::nullopt;
    document.remove_prefix(part.size());
  }
  document = without_blanks(document);
  std::uint64_t format = 0;
  const auto [end, error] = std::from_chars(document.data(), document.data() + document.size(), format);
  return error == std::errc() ? std::optional(format) : std::nullopt;
}

}  // namespace shoal::detail
