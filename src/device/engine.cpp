#include "shoal/engine.hpp"

namespace shoal {

Engine::Engine(std::string_view device, int threads, const Cancellation* cancellation)
    : cancellation_(cancellation != nullptr ? *cancellation : never_),
      threads_(threads, &cancellation_),
      device_(make_device(device)) {}

Context Engine::context(std::uint64_t seed, Events& events) {
  return {*device_, threads_, events, cancellation_, seed, 0};
}

std::string Engine::description() const {
  const DeviceInfo info = device_->info();
  return info.name + " (" + info.description + ", " + std::to_string(threads_.threads()) +
         (threads_.threads() == 1 ? " thread)" : " threads)");
}

}  // namespace shoal
