#include "tracking/limits.hpp"

#include <cmath>
#include <nlohmann/json.hpp>
#include <utility>

#include "shoal/text.hpp"

namespace shoal::tracking {

namespace {

using Json = nlohmann::json;

bool legal(char c) {
  static constexpr std::string_view k_others = "_-. /:";
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         k_others.find(c) != std::string_view::npos;
}

Json number(double value) {
  if (std::isnan(value)) return "NaN";
  if (std::isinf(value)) return value > 0.0 ? "Infinity" : "-Infinity";
  return value;
}

/// Collects entries and closes a body before one that would not fit.
class Packer {
 public:
  void add(const Metric& metric) {
    const std::string key = as_key(metric.key);
    place("metrics", k_most_metrics, key.size() + 80,
          {{"key", key}, {"value", number(metric.value)}, {"timestamp", metric.timestamp}, {"step", metric.step}});
  }
  void add(const char* list, std::size_t most, std::size_t longest, const Entry& entry) {
    const std::string key = as_key(entry.key), value = shortened(entry.value, longest);
    place(list, most, key.size() + value.size() + 30, {{"key", key}, {"value", value}});
  }
  std::vector<std::string> take() {
    close();
    return std::move(bodies_);
  }

 private:
  void place(const char* list, std::size_t most, std::size_t bytes, Json entry) {
    if (body_[list].size() == most || together_ == k_most_together || bytes_ + bytes > k_largest_batch) close();
    body_[list].push_back(std::move(entry));
    ++together_;
    bytes_ += bytes;
  }
  void close() {
    if (together_ > 0) bodies_.push_back(body_.dump(-1, ' ', false, Json::error_handler_t::replace));
    body_ = Json::object();
    together_ = bytes_ = 0;
  }

  Json body_ = Json::object();
  std::size_t together_ = 0, bytes_ = 0;
  std::vector<std::string> bodies_;
};

}  // namespace

std::string as_key(std::string_view text) {
  std::string key, part;
  const auto close_part = [&] {
    if (part.empty() || part == "." || part == "..") part = "_";
    key += std::exchange(part, {});
  };
  for (const char c : text) {
    if (c != '/') {
      part += legal(c) ? c : '_';
      continue;
    }
    close_part();
    key += '/';
  }
  close_part();
  return key.substr(0, k_longest_key);
}

std::string shortened(std::string_view text, std::size_t limit) {
  if (text.size() <= limit) return std::string(text);
  const std::string note = "... [cut: " + grouped(static_cast<std::int64_t>(text.size())) + " bytes]";
  std::size_t end = limit - note.size();
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return std::string(text.substr(0, end)) + note;
}

std::vector<std::string> batches(const Log& log) {
  Packer packer;
  for (const Entry& tag : log.tags) packer.add("tags", k_most_tags, k_longest_tag, tag);
  for (const Entry& param : log.params) packer.add("params", k_most_params, k_longest_param, param);
  for (const Metric& metric : log.metrics) packer.add(metric);
  return packer.take();
}

}  // namespace shoal::tracking
