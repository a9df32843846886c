#include "number_file.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <sstream>

namespace shoal::test {
namespace {

struct PipeCloser {
  void operator()(FILE* pipe) const { pclose(pipe); }
};

std::string unpacked(const std::filesystem::path& path) {
  const std::string command = (path.extension() == ".gz" ? "gzip -dc '" : "cat '") + path.string() + "'";
  const std::unique_ptr<FILE, PipeCloser> pipe(popen(command.c_str(), "r"));
  std::string text;
  std::array<char, 65536> buffer;
  while (const std::size_t got = fread(buffer.data(), 1, buffer.size(), pipe.get())) text.append(buffer.data(), got);
  EXPECT_FALSE(text.empty()) << path;
  return text;
}

}  // namespace

std::vector<std::vector<std::string>> read_cells(const std::filesystem::path& path) {
  std::istringstream lines(unpacked(path));
  std::vector<std::vector<std::string>> rows;
  for (std::string line; std::getline(lines, line);) {
    auto& row = rows.emplace_back();
    std::size_t begin = 0;
    while ((begin = line.find_first_not_of(", \t\r", begin)) != std::string::npos) {
      const auto end = std::min(line.find_first_of(", \t\r", begin), line.size());
      row.push_back(line.substr(begin, end - begin));
      begin = end;
    }
  }
  return rows;
}

std::vector<std::vector<double>> read_numbers(const std::filesystem::path& path, std::size_t skipped) {
  std::vector<std::vector<double>> rows;
  const auto cells = read_cells(path);
  for (std::size_t i = skipped; i < cells.size(); ++i) {
    auto& row = rows.emplace_back();
    for (const auto& cell : cells[i]) row.push_back(std::strtod(cell.c_str(), nullptr));
  }
  return rows;
}

}  // namespace shoal::test
