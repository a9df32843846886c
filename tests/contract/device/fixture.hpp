// The fixture of the Device contract: each test runs on every device that can compute here.
#pragma once

#include <gtest/gtest.h>

#include <bit>
#include <functional>
#include <map>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "device_cases.hpp"
#include "oracle_device.hpp"
#include "sanitized.hpp"

namespace shoal::test {

/// A device to be tried.
struct DeviceFactory {
  std::string name;  ///< unlike that of any other
  std::function<std::unique_ptr<Device>()> make;
  std::string own_name;   ///< what the device calls itself
  std::size_t every = 1;  ///< of the cases it looks at every so many: an emulated GPU is slow

  friend std::ostream& operator<<(std::ostream& out, const DeviceFactory& factory) { return out << factory.name; }
};

std::vector<DeviceFactory> device_factories();

class DeviceContract : public testing::TestWithParam<DeviceFactory> {
 protected:
  /// The pools that a result may not depend on: 1, 2 and 7 threads.
  std::vector<ThreadPool*> pools() { return {&one_, &two_, &seven_}; }
  ThreadPool& one() { return one_; }
  /// The cases of a list that this device looks at; `every` has no factor in common with the lists' periods.
  std::vector<Case> some(const std::vector<Case>& all) const {
    std::vector<Case> cases;
    for (std::size_t i = 0; i < all.size(); i += GetParam().every) cases.push_back(all[i]);
    return cases;
  }

  std::unique_ptr<Device> device_ = GetParam().make();
  std::unique_ptr<Device> oracle_ = make_oracle_device();

 private:
  ThreadPool one_{1}, two_{2}, seven_{7};
};

/// Points, scales and state of one problem on one device.
struct Fit {
  Fit(Device& device, ThreadPool& threads, const Problem& problem);

  std::unique_ptr<Points> points;
  std::unique_ptr<KMeansState> state;
};

/// What the oracle says about each case, worked out once for all devices.
template <class T>
class OncePerCase {
 public:
  template <class Make>
  const T& operator()(const Case& which, const Make& make) {
    const auto found = known_.find(which.name());
    return found != known_.end() ? found->second : known_.emplace(which.name(), make()).first->second;
  }

 private:
  std::map<std::string, T> known_;
};

/// The scales that a fit of the problem has, from the oracle's statistics.
Quantisation quantisation_of(const Problem& problem);

/// Equal bits: -0 and 0 differ.
testing::AssertionResult same_bits(std::span<const double> wanted, std::span<const double> got);
/// Equal whole numbers; says which entry of `what` differs.
testing::AssertionResult same_numbers(std::span<const Int128> wanted, std::span<const Int128> got);

}  // namespace shoal::test
