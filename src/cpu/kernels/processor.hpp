// The processor's name, for people.
#pragma once

#include <string>

namespace shoal::cpu {

/// "AMD EPYC 9354", or "CPU" where the system does not tell.
std::string processor_name();

}  // namespace shoal::cpu
