// Runs the kernels of kernels.hpp: each function returns whether the result was right, or what the emulator said.
#pragma once

#include <numeric>

#include "emulated.hpp"
#include "kernels.hpp"

namespace simt::test {

inline constexpr const char* k_right = "right";
inline constexpr const char* k_wrong = "wrong";

inline std::string verdict(const std::string& report, bool right) {
  if (!report.empty()) return report;
  return right ? k_right : k_wrong;
}

template <Defect defect>
std::string tile_sums_case() {
  const int n = 6 * k_block - 100, m = 37;
  std::vector<float> x(n), c(m);
  for (int i = 0; i < n; ++i) x[static_cast<std::size_t>(i)] = static_cast<float>(i % 7);
  for (int j = 0; j < m; ++j) c[static_cast<std::size_t>(j)] = static_cast<float>(j % 5 + 1);
  float sum_c = 0;
  for (const float v : c) sum_c += v;
  std::vector<float> wanted(6);
  for (std::size_t i = 0; i < x.size(); ++i) wanted[i / k_block] += x[i] * sum_c;
  const OnDevice<float> dx(x), dc(c), sums(n), total(1);
  const std::string report =
      run(tile_sums<defect>, 6, k_block, 0, dx.data(), dc.data(), n, m, sums.data(), total.data());
  bool right = total.values()[0] == std::accumulate(wanted.begin(), wanted.end(), 0.0f);
  const auto got = sums.values();
  for (std::size_t i = 0; i < got.size(); ++i) right = right && got[i] == wanted[i / k_block];
  return verdict(report, right);
}

template <Defect defect>
std::string histogram_case() {
  std::vector<int> values(500);
  std::vector<int> wanted(8);
  for (std::size_t i = 0; i < values.size(); ++i)
    ++wanted[static_cast<std::size_t>(values[i] = static_cast<int>(i * i % 8))];
  const OnDevice<int> in(values), counts(8);
  const std::string report = run(histogram<defect>, 4, k_block, 8 * sizeof(int), in.data(), 500, counts.data());
  return verdict(report, counts.values() == wanted);
}

template <Defect defect>
std::string reverse_case() {
  std::vector<int> values(2 * k_block), wanted(2 * k_block);
  for (std::size_t i = 0; i < values.size(); ++i) {
    values[i] = static_cast<int>(i);
    wanted[i] = static_cast<int>(i / 32 * 32 + 31 - i % 32);
  }
  const OnDevice<int> in(values), out(values.size());
  const std::string report = run(reverse_in_warps<defect>, 2, k_block, 0, in.data(), out.data());
  return verdict(report, out.values() == wanted);
}

template <Defect defect>
std::string last_block_case() {
  const OnDevice<float> x(1000, 1.0f), parts(7), out(1);
  const OnDevice<unsigned> ticket(1);
  const std::string report =
      run(last_block_sums<defect>, 7, 32, 0, x.data(), 1000, parts.data(), ticket.data(), out.data());
  return verdict(report, out.values()[0] == 1000.0f);
}

template <Defect defect>
std::string staged_copy_case() {
  constexpr std::size_t half = k_block * 4, n = 4 * half;
  std::vector<float> values(n), wanted(n);
  for (std::size_t i = 0; i < n; ++i) values[i] = static_cast<float>(i);
  for (std::size_t i = 0; i < n; ++i)
    wanted[i] = static_cast<float>(i / half * half + (half - 4 - i % half / 4 * 4) + i % 4);
  const OnDevice<float> in(values), out(n);
  const std::string report = run(staged_copy<defect>, 2, k_block, 0, in.data(), out.data());
  return verdict(report, out.values() == wanted);
}

template <Defect defect>
std::string undefined_case() {
  const OnDevice<int> values(std::vector<int>{2147483647, 1, 4, 9}), out(k_block);
  const std::string report = run(undefined<defect>, 1, k_block, 0, values.data(), out.data());
  return verdict(report, out.values()[3] == 9);
}

}  // namespace simt::test
