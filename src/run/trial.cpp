#include "shoal/trial.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "shoal/text.hpp"

namespace shoal {

namespace {

const Number* find(const NamedNumbers& numbers, std::string_view name) {
  const auto at = std::ranges::find(numbers, name, &NamedNumber::name);
  return at == numbers.end() ? nullptr : &at->value;
}

}  // namespace

std::optional<double> value_of(const NamedNumbers& numbers, std::string_view name) {
  const Number* found = find(numbers, name);
  if (found == nullptr) return std::nullopt;
  const double value = std::visit([](auto number) { return static_cast<double>(number); }, *found);
  return std::isfinite(value) ? std::optional(value) : std::nullopt;
}

std::optional<std::int64_t> whole_of(const NamedNumbers& numbers, std::string_view name) {
  const Number* found = find(numbers, name);
  const auto* whole = found == nullptr ? nullptr : std::get_if<std::int64_t>(found);
  return whole == nullptr ? std::nullopt : std::optional(*whole);
}

std::string text_of(const Number& value) {
  if (const auto* real = std::get_if<double>(&value)) {
    return std::isfinite(*real) ? fmt::format("{}", *real) : std::string();
  }
  return fmt::format("{}", std::get<std::int64_t>(value));
}

std::string text_of(const NamedNumbers& numbers, std::string_view name) {
  const Number* found = find(numbers, name);
  return found == nullptr ? std::string() : text_of(*found);
}

std::string text_of(const NamedNumbers& numbers) {
  std::vector<std::string> parts;
  for (const NamedNumber& number : numbers) parts.push_back(number.name + "=" + text_of(number.value));
  return join(parts, ", ");
}

std::int64_t ClusteringSummary::rows() const { return std::accumulate(sizes.begin(), sizes.end(), noise); }

ClusteringSummary summary_of(const Clustering& clustering) {
  ClusteringSummary summary;
  summary.clusters = clustering.clusters;
  summary.noise = clustering.noise;
  summary.approximate = clustering.approximate;
  summary.sizes = clustering.sizes;
  return summary;
}

ClusteringSummary summary_of(std::span<const std::int32_t> labels, std::int64_t clusters) {
  ClusteringSummary summary;
  summary.clusters = clusters;
  summary.sizes = cluster_sizes(labels, clusters);
  summary.noise = std::ssize(labels) - summary.rows();
  return summary;
}

}  // namespace shoal
