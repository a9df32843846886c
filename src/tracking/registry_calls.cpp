#include "tracking/registry_calls.hpp"

#include <algorithm>
#include <iterator>
#include <nlohmann/json.hpp>
#include <set>

#include "shoal/text.hpp"
#include "tracking/calls.hpp"
#include "tracking/json_text.hpp"

namespace shoal::tracking {

namespace {

using Json = nlohmann::json;

constexpr int k_page = 1000;
constexpr std::size_t k_most_pages = 1000, k_most_entries = 100'000;

std::string query(const std::string& key, const std::string& value) { return key + "=" + percent_encoded(value); }

[[noreturn]] void throw_endless(const Client& client, const std::string& why) {
  throw ServiceError(closed("the list of the registry has no end: " + why, "look at what answers at that address"),
                     client.address().base);
}

/// Every page of a list. A server decides how many there are, but not without a bound.
template <class Item>
std::vector<Item> all_pages(Client& client, const std::string& path, const std::string& filter,
                            Page<Item> (*parse)(const std::string&)) {
  std::vector<Item> all;
  std::set<std::string> seen;
  std::string next;
  do {
    std::string asked = path + "?max_results=" + std::to_string(k_page);
    if (!filter.empty()) asked += "&" + query("filter", filter);
    if (!next.empty()) asked += "&" + query("page_token", next);
    Page<Item> page = parse(client.ask("GET", asked));
    all.insert(all.end(), std::make_move_iterator(page.items.begin()), std::make_move_iterator(page.items.end()));
    next = page.items.empty() ? "" : page.next;
    if (!next.empty() && !seen.insert(next).second) throw_endless(client, "it names a page a second time");
    if (seen.size() > k_most_pages || all.size() > k_most_entries) {
      throw_endless(client, "it has more than " + grouped(std::ssize(all)) + " entries");
    }
  } while (!next.empty());
  return all;
}

}  // namespace

void make_model(Client& client, const std::string& name) {
  try {
    client.ask("POST", "registered-models/create", json_text({{"name", name}}));
  } catch (const ServiceError& error) {
    if (error.mlflow_code() != "RESOURCE_ALREADY_EXISTS") throw;
  }
}

std::optional<ModelVersion> find_version(Client& client, const std::string& name, const std::string& run_id,
                                         const std::string& key) {
  const auto found = all_pages(client, "model-versions/search", "run_id = '" + run_id + "'", &parse_versions);
  const auto ours = std::ranges::find_if(found, [&](const ModelVersion& version) {
    const auto tag = version.tags.find(k_key_tag);
    return version.name == name && tag != version.tags.end() && tag->second == key;
  });
  return ours == found.end() ? std::nullopt : std::optional(*ours);
}

ModelVersion make_version(Client& client, const std::string& body, const Run& run, const std::string& path) {
  const std::string source = with_member(body, "source", run.artifact_uri + "/" + path);
  return parse_version(client.ask("POST", "model-versions/create", with_member(source, "run_id", run.id)));
}

void set_alias(Client& client, const std::string& name, const std::string& alias, const std::string& version) {
  client.ask("POST", "registered-models/alias", json_text({{"name", name}, {"alias", alias}, {"version", version}}));
}

std::vector<RegisteredModel> registered_models(Client& client, const std::string& name) {
  if (name.empty()) return all_pages(client, "registered-models/search", "", &parse_models);
  return {parse_model(client.ask("GET", "registered-models/get?" + query("name", name)))};
}

std::vector<ModelVersion> versions_of(Client& client, const std::string& name) {
  const char quote = name.find('\'') == std::string::npos ? '\'' : '"';
  auto versions =
      all_pages(client, "model-versions/search", std::string("name = ") + quote + name + quote, &parse_versions);
  std::ranges::sort(versions, [](const ModelVersion& a, const ModelVersion& b) {
    return a.version.size() != b.version.size() ? a.version.size() > b.version.size() : a.version > b.version;
  });
  return versions;
}

ModelVersion get_version(Client& client, const std::string& name, const std::string& version) {
  return parse_version(
      client.ask("GET", "model-versions/get?" + query("name", name) + "&" + query("version", version)));
}

ModelVersion version_with_alias(Client& client, const std::string& name, const std::string& alias) {
  return parse_version(
      client.ask("GET", "registered-models/alias?" + query("name", name) + "&" + query("alias", alias)));
}

std::string folder_of_version(Client& client, const ModelVersion& version) {
  const std::string asked =
      "model-versions/get-download-uri?" + query("name", version.name) + "&" + query("version", version.version);
  // An error would show what the server says.
  return proxied_folder(client.secrets().long_ones().masked(parse_download_uri(client.ask("GET", asked))));
}

}  // namespace shoal::tracking
