// shoal as one contestant of bench/gpu: a process that stays, told what to do by lines on standard input, each answered
// by one line of JSON on standard output.
//   shoal_bench_gpu DEVICE [cublas]
//   points uniform N D | points grouped N D GROUPS | points PATH N D
//   lloyd K ITERATIONS | seeding plus_plus|scalable K | sweep K_MIN K_MAX RESTARTS
//   label PATH                labels under the centroids of the last work, as int32
//   silhouette PATH K         under the labels of that file
//   centroids PATH            those of the last work, as float64
#include <fmt/format.h>

#include <cstdio>
#include <fstream>
#include <functional>
#include <iostream>
#include <map>
#include <sstream>

#include "device.hpp"
#include "session.hpp"
#include "shoal/error.hpp"
#include "shoal/version.hpp"

namespace {

using shoal::bench::Session;
using Words = std::istringstream;

template <class T>
T next(Words& words) {
  T value{};
  if (!(words >> value)) throw shoal::Error(shoal::ErrorCode::usage, "a word is missing", "see bench/gpu/main.cpp");
  return value;
}

std::string next_text(Words& words) { return next<std::string>(words); }
std::int64_t next_number(Words& words) { return next<std::int64_t>(words); }

template <class T>
void write_file(const std::string& path, const std::vector<T>& values) {
  std::ofstream file(path, std::ios::binary);
  file.write(reinterpret_cast<const char*>(values.data()), static_cast<std::streamsize>(values.size() * sizeof(T)));
  if (!file) throw shoal::Error(shoal::ErrorCode::data, path + " cannot be written", "", path);
}

std::vector<std::int32_t> read_labels(const std::string& path) {
  std::ifstream file(path, std::ios::binary | std::ios::ate);
  std::vector<std::int32_t> labels(static_cast<std::size_t>(file.tellg()) / sizeof(std::int32_t));
  file.seekg(0);
  file.read(reinterpret_cast<char*>(labels.data()), static_cast<std::streamsize>(labels.size() * sizeof(std::int32_t)));
  if (!file) throw shoal::Error(shoal::ErrorCode::data, path + " cannot be read", "", path);
  return labels;
}

std::string points(Session& session, Words& words) {
  const std::string which = next_text(words);
  const std::int64_t n = next_number(words), d = next_number(words);
  if (which == "uniform" || which == "grouped") {
    session.make_points(which, n, d, which == "grouped" ? next_number(words) : 0);
  } else {
    session.read_points(which, n, d);
  }
  return "{}";
}

std::string lloyd(Session& session, Words& words) {
  const std::int64_t k = next_number(words), iterations = next_number(words);
  const auto figures = session.lloyd(k, iterations);
  return fmt::format(R"({{"seconds": {}, "iterations": {}, "inertia": {}}})", figures.seconds, figures.iterations,
                     figures.inertia);
}

std::string seeding(Session& session, Words& words) {
  const bool scalable = next_text(words) == "scalable";
  const auto init = scalable ? shoal::KMeansInit::scalable : shoal::KMeansInit::plus_plus;
  return fmt::format(R"({{"seconds": {}}})", session.seeding(init, next_number(words)));
}

std::string label(Session& session, Words& words) {
  write_file(next_text(words), session.labels());
  return "{}";
}

std::string silhouette(Session& session, Words& words) {
  const std::string path = next_text(words);
  const auto figures = session.silhouette(read_labels(path), next_number(words));
  return fmt::format(R"({{"seconds": {}, "mean": {}}})", figures.seconds, figures.mean);
}

std::string sweep(Session& session, Words& words) {
  const std::int64_t k_min = next_number(words), k_max = next_number(words), restarts = next_number(words);
  std::string inertias, silhouettes;
  const auto figures = session.sweep(k_min, k_max, static_cast<int>(restarts));
  for (const auto& entry : figures.result.entries) {
    const char* comma = inertias.empty() ? "" : ", ";
    inertias += fmt::format("{}{}", comma, entry.fit.inertia);
    silhouettes += fmt::format("{}{}", comma, entry.silhouette->mean);
  }
  return fmt::format(R"({{"seconds": {}, "inertia": [{}], "silhouette": [{}]}})", figures.seconds, inertias,
                     silhouettes);
}

std::string centroids(Session& session, Words& words) {
  write_file(next_text(words), session.centroids().values());
  return "{}";
}

const std::map<std::string, std::function<std::string(Session&, Words&)>>& works() {
  static const std::map<std::string, std::function<std::string(Session&, Words&)>> all = {
      {"points", points},         {"lloyd", lloyd}, {"seeding", seeding},    {"label", label},
      {"silhouette", silhouette}, {"sweep", sweep}, {"centroids", centroids}};
  return all;
}

std::string quoted(std::string text) {
  for (char& c : text) c = c == '"' || c == '\\' || static_cast<unsigned char>(c) < 32 ? '\'' : c;
  return '"' + text + '"';
}

void answer(const std::string& line) {
  std::puts(line.c_str());
  std::fflush(stdout);
}

int serve(const char* device, const char* products) {
  Session session(shoal::bench::make_contestant(device, products));
  answer(fmt::format(
      R"({{"name": {}, "description": {}, "version": {}, "works": ["lloyd", "seeding", "silhouette", "sweep"]}})",
      quoted("shoal " + session.info().name), quoted(session.info().description),
      quoted(fmt::format("{} ({})", shoal::k_version, shoal::git_commit()))));
  for (std::string line; std::getline(std::cin, line);) {
    Words words(line);
    try {
      const auto work = works().find(next_text(words));
      if (work == works().end())
        throw shoal::Error(shoal::ErrorCode::usage, "no work: " + line, "see bench/gpu/main.cpp");
      answer(work->second(session, words));
    } catch (const std::exception& error) {  // told to check.py, which goes on
      answer(fmt::format(R"({{"error": {}}})", quoted(error.what())));
    }
  }
  return 0;
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 2 && count != 3) {
    std::fprintf(stderr, "usage: %s DEVICE [cublas] (commands on standard input: bench/gpu/main.cpp)\n", arguments[0]);
    return 2;
  }
  try {
    return serve(arguments[1], count == 3 ? arguments[2] : "");
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s: %s\n", arguments[0], error.what());
    return 1;
  }
}
