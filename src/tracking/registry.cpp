#include "shoal/registry.hpp"

#include <algorithm>
#include <chrono>
#include <memory>
#include <utility>

#include "shoal/error.hpp"
#include "shoal/text.hpp"
#include "tracking/address.hpp"
#include "tracking/registry_calls.hpp"

namespace shoal {

namespace {

using tracking::Client;
using tracking::RegisteredModel;

constexpr std::string_view k_scheme = "models:/";
constexpr std::uintmax_t k_largest_file = std::uintmax_t{4} << 30;
/// What a registry may list in all: in so many times the time of one exchange, and so many versions.
constexpr double k_exchanges_of_a_list = 10.0;
constexpr std::size_t k_most_versions = 100'000;

bool raised(const Cancellation* cancellation) { return cancellation != nullptr && cancellation->raised(); }

Client connect(const TrackingSettings& settings, const Cancellation* cancellation) {
  return Client(settings, settings.patience_seconds, [cancellation] { return raised(cancellation); });
}

/// The end of a list that is asked for now.
class Deadline {
 public:
  explicit Deadline(double seconds) : seconds_(seconds) {}
  bool passed() const { return std::chrono::duration<double>(Clock::now() - begin_).count() > seconds_; }
  std::string text() const { return human_seconds(seconds_); }

 private:
  using Clock = std::chrono::steady_clock;
  Clock::time_point begin_ = Clock::now();
  double seconds_;
};

[[noreturn]] void throw_endless(const Client& client, const std::string& why) {
  throw tracking::ServiceError(
      tracking::closed("the list of the registry has no end: " + why,
                       "give the name of one model; a longer MLFLOW_HTTP_REQUEST_TIMEOUT gives a list more time"),
      client.address().base);
}

/// What `ask` returns; a request that Ctrl-C ended is no failure of the server.
template <class Ask>
auto interruptible(const Cancellation* cancellation, Ask ask) {
  try {
    return ask();
  } catch (const tracking::ServiceError&) {
    if (cancellation != nullptr) cancellation->check();
    throw;
  }
}

/// Without what a server may repeat of its credentials.
ModelVersion shown(ModelVersion version, const Client& client) {
  const tracking::Secrets secrets = client.secrets().long_ones();
  for (std::string* text : {&version.name, &version.version, &version.run_id}) *text = secrets.masked(*text);
  for (std::string& alias : version.aliases) alias = secrets.masked(alias);
  std::map<std::string, std::string> tags;
  for (const auto& [key, value] : version.tags) tags[secrets.masked(key)] = secrets.masked(value);
  version.tags = std::move(tags);
  return version;
}

/// A name or alias of letters, digits, "_" and "-"; a name may have dots and spaces.
bool plain(std::string_view text, std::string_view further) {
  return !text.empty() && std::ranges::all_of(text, [&](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           further.find(c) != std::string_view::npos;
  });
}

struct Reference {
  std::string name, version, alias;  ///< one of version and alias is empty
};

Reference parse_reference(std::string_view text) {
  const std::string_view rest = text.substr(k_scheme.size());
  const std::size_t cut = rest.find_first_of("@/");
  if (cut == std::string_view::npos || cut == 0 || cut + 1 == rest.size()) {
    throw Error(ErrorCode::usage, "\"" + std::string(text) + "\" names no version of a registered model",
                "give models:/NAME@ALIAS or models:/NAME/VERSION; `shoal registry list` shows them");
  }
  Reference reference{std::string(rest.substr(0, cut)), "", ""};
  (rest[cut] == '@' ? reference.alias : reference.version) = rest.substr(cut + 1);
  return reference;
}

std::vector<std::string> aliases_of(const RegisteredModel& model, const std::string& version) {
  std::vector<std::string> aliases;
  for (const auto& [alias, its_version] : model.aliases) {
    if (its_version == version) aliases.push_back(alias);
  }
  return aliases;
}

[[noreturn]] void throw_late(const Client& client, const Deadline& end) {
  throw_endless(client, "it takes longer than " + end.text());
}

std::vector<ModelVersion> every_version(Client& client, const std::string& name, const Deadline& end) {
  std::vector<RegisteredModel> models = tracking::registered_models(client, name);
  std::ranges::sort(models, {}, &RegisteredModel::name);
  std::vector<ModelVersion> all;
  for (const RegisteredModel& model : models) {
    for (ModelVersion& version : tracking::versions_of(client, model.name)) {
      version.aliases = aliases_of(model, version.version);
      all.push_back(shown(std::move(version), client));
    }
    if (all.size() > k_most_versions)
      throw_endless(client, "it has more than " + grouped(k_most_versions) + " versions");
    if (end.passed()) throw_late(client, end);
  }
  return all;
}

}  // namespace

void check_model_name(const std::string& name, const std::string& option) {
  if (plain(name, "_-. ") && name.size() <= 200) return;
  throw Error(ErrorCode::usage, "\"" + name + "\" is no name for a registered model",
              "use letters, digits, spaces and _ - . (up to 200)", option);
}

void check_model_alias(const std::string& alias, const std::string& option) {
  const bool number = alias.size() > 1 && (alias[0] == 'v' || alias[0] == 'V') &&
                      alias.find_first_not_of("0123456789", 1) == std::string::npos;
  if (plain(alias, "_-") && alias.size() <= 200 && folded_name(alias) != "latest" && !number) return;
  throw Error(ErrorCode::usage, "\"" + alias + "\" is no alias of a version",
              "use letters, digits, _ and -; \"latest\" and v1, v2 ... are taken by MLflow itself", option);
}

void check_registration(const TrackingSettings& settings) {
  const auto& [name, alias] = settings.registration;
  if (name.empty() && alias.empty()) return;
  if (name.empty()) {
    throw Error(ErrorCode::usage, "an alias is for a version of a registered model", "give --register NAME too",
                "--alias");
  }
  check_model_name(name, "--register");
  if (!alias.empty()) check_model_alias(alias, "--alias");
  if (settings.uri.empty()) {
    throw Error(ErrorCode::usage, "no tracking server is named",
                "give --mlflow http://HOST:PORT or set MLFLOW_TRACKING_URI", "--register");
  }
  if (tracking::parse_address(settings.uri).azure) {
    throw Error(ErrorCode::usage, "Azure Machine Learning takes no model this way",
                "register the job's output: az ml model create --path azureml://jobs/JOB/outputs/OUTPUT", "--register");
  }
}

std::vector<ModelVersion> list_registered(const TrackingSettings& settings, const std::string& name,
                                          const Cancellation* cancellation) {
  if (!name.empty()) check_model_name(name, "NAME");
  const Deadline end(k_exchanges_of_a_list * settings.patience_seconds);
  Client client(settings, settings.patience_seconds,
                [cancellation, end] { return raised(cancellation) || end.passed(); });
  return interruptible(cancellation, [&] {
    try {
      return every_version(client, name, end);
    } catch (const tracking::ServiceError&) {
      if (end.passed()) throw_late(client, end);  // it ended the exchange
      throw;
    }
  });
}

std::string promote_registered(const TrackingSettings& settings, const std::string& name, const std::string& version,
                               const std::string& alias, const Cancellation* cancellation) {
  check_model_name(name, "NAME");
  check_model_alias(alias, "--alias");
  Client client = connect(settings, cancellation);
  return interruptible(cancellation, [&]() -> std::string {
    const RegisteredModel model = tracking::registered_models(client, name).front();
    const std::string chosen = tracking::get_version(client, name, version).version;
    tracking::set_alias(client, name, alias, chosen);
    const auto before = model.aliases.find(alias);
    if (before == model.aliases.end() || before->second == chosen) return "";
    return client.secrets().long_ones().masked(before->second);
  });
}

bool names_registered_model(std::string_view text) { return text.starts_with(k_scheme); }

RegisteredFiles open_registered(const TrackingSettings& settings, std::string_view reference,
                                const Cancellation* cancellation) {
  const Reference wanted = parse_reference(reference);
  const auto client = std::make_shared<Client>(connect(settings, cancellation));
  return interruptible(cancellation, [&]() -> RegisteredFiles {
    const ModelVersion version = wanted.alias.empty()
                                     ? tracking::get_version(*client, wanted.name, wanted.version)
                                     : tracking::version_with_alias(*client, wanted.name, wanted.alias);
    const std::string source = tracking::folder_of_version(*client, version);
    const auto read = [client, source, cancellation](const std::string& name, std::uintmax_t largest) {
      return interruptible(cancellation,
                           [&] { return client->download(source + "/" + name, std::min(largest, k_largest_file)); });
    };
    return {shown(version, *client), read};
  });
}

}  // namespace shoal
