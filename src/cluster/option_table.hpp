// An algorithm's entry in the table of algorithms: its options by name, bound to the members of its struct.
#pragma once

#include <algorithm>
#include <functional>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "shoal/algorithm.hpp"
#include "shoal/text.hpp"

namespace shoal::cluster {

/// Error{usage}: no such option; names the nearest.
[[noreturn]] void throw_unknown_option(std::string_view name, const std::vector<OptionInfo>& options,
                                       const std::string& place);
template <class Options>
class OptionTable {
 public:
  /// Whole numbers from `low` to `high`.
  template <class T>
  OptionTable& whole(std::string name, T Options::*member, std::type_identity_t<T> low, std::type_identity_t<T> high,
                     std::string help);
  OptionTable& real(std::string name, double Options::*member, const RealRange& range, std::string help);
  /// One of the words, each with its value.
  template <class E>
  OptionTable& word(std::string name, E Options::*member, std::vector<std::pair<std::string, E>> words,
                    std::string help);

  std::vector<OptionInfo> infos() const;
  void set(Options& options, std::string_view name, std::string_view text, const std::string& place) const;
  std::vector<std::pair<std::string, std::string>> values(const Options& options) const;
  /// Numbers may have been set past `set`: Error{usage} for one outside its range.
  void check(const Options& options) const;

 private:
  struct Entry {
    OptionInfo info;
    std::function<void(Options&, std::string_view text, const std::string& place)> set;
    std::function<std::string(const Options&)> get;
  };

  static Entry named(std::string name, OptionInfo::Type type, std::string help) {
    Entry entry;
    entry.info.name = std::move(name);
    entry.info.type = type;
    entry.info.help = std::move(help);
    return entry;
  }

  OptionTable& add(Entry entry) {
    entry.info.standard = entry.get(Options{});
    entries_.push_back(std::move(entry));
    return *this;
  }

  std::vector<Entry> entries_;
};

/// What the registry knows of an algorithm.
template <class Options>
struct Algorithm {
  std::string name, title, summary, paper;  ///< as in AlgorithmInfo
  OptionTable<Options> options;
  std::function<AlgorithmResult(Context&, const Points&, const Options&, std::span<const double> weights)> fit;
};

template <class Options>
template <class T>
OptionTable<Options>& OptionTable<Options>::whole(std::string name, T Options::*member, std::type_identity_t<T> low,
                                                  std::type_identity_t<T> high, std::string help) {
  Entry entry = named(std::move(name), OptionInfo::Type::whole, std::move(help));
  entry.info.low = low;
  entry.info.high = high;
  entry.set = [member, low, high](Options& options, std::string_view text, const std::string& place) {
    options.*member = whole_number<T>(text, low, high, place);
  };
  entry.get = [member](const Options& options) { return std::to_string(options.*member); };
  return add(std::move(entry));
}

template <class Options>
OptionTable<Options>& OptionTable<Options>::real(std::string name, double Options::*member, const RealRange& range,
                                                 std::string help) {
  Entry entry = named(std::move(name), OptionInfo::Type::real, std::move(help));
  entry.info.range = range;
  entry.set = [member, range](Options& options, std::string_view text, const std::string& place) {
    options.*member = real_number(text, range, place);
  };
  entry.get = [member](const Options& options) { return number_text(options.*member); };
  return add(std::move(entry));
}

template <class Options>
template <class E>
OptionTable<Options>& OptionTable<Options>::word(std::string name, E Options::*member,
                                                 std::vector<std::pair<std::string, E>> words, std::string help) {
  Entry entry = named(std::move(name), OptionInfo::Type::word, std::move(help));
  for (const auto& [text, value] : words) entry.info.words.push_back(text);
  entry.set = [member, words, names = entry.info.words](Options& options, std::string_view text,
                                                        const std::string& place) {
    const auto at = std::ranges::find(names, text);
    if (at == names.end()) throw_unknown_word(text, names, place);
    options.*member = words[static_cast<std::size_t>(at - names.begin())].second;
  };
  entry.get = [member, words](const Options& options) {
    const auto at = std::ranges::find(words, options.*member, &std::pair<std::string, E>::second);
    return at == words.end() ? std::string("given") : at->first;
  };
  return add(std::move(entry));
}

template <class Options>
std::vector<OptionInfo> OptionTable<Options>::infos() const {
  std::vector<OptionInfo> all;
  for (const Entry& entry : entries_) all.push_back(entry.info);
  return all;
}

template <class Options>
void OptionTable<Options>::set(Options& options, std::string_view name, std::string_view text,
                               const std::string& place) const {
  const auto at = std::ranges::find(entries_, name, [](const Entry& entry) { return entry.info.name; });
  if (at == entries_.end()) throw_unknown_option(name, infos(), place);
  at->set(options, text, place);
}

template <class Options>
std::vector<std::pair<std::string, std::string>> OptionTable<Options>::values(const Options& options) const {
  std::vector<std::pair<std::string, std::string>> all;
  for (const Entry& entry : entries_) all.emplace_back(entry.info.name, entry.get(options));
  return all;
}

template <class Options>
void OptionTable<Options>::check(const Options& options) const {
  Options scratch;
  for (const Entry& entry : entries_) {
    if (entry.info.type != OptionInfo::Type::word) entry.set(scratch, entry.get(options), entry.info.name);
  }
}

}  // namespace shoal::cluster
