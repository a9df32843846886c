# Warnings and code-generation rules of our own targets. Use: shoal_set_flags(target).

# Warnings are errors with the compiler that CI runs; another one may know warnings that nobody here has seen.
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_GREATER_EQUAL 12
   AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  set(shoal_werror_default ON)
else()
  set(shoal_werror_default OFF)
endif()
option(SHOAL_WERROR "Treat warnings as errors" ${shoal_werror_default})

add_library(shoal_flags INTERFACE)
# The one answer rests on this: a*b+c is two roundings unless the source says fma. Never -ffast-math.
target_compile_options(shoal_flags INTERFACE -ffp-contract=off -Wall -Wextra -Wnon-virtual-dtor -Woverloaded-virtual)
if(SHOAL_WERROR)
  target_compile_options(shoal_flags INTERFACE -Werror)
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  # GCC 12 reports overlapping copies in std::string's operator+ where there are none (GCC bug 105651).
  target_compile_options(shoal_flags INTERFACE -Wno-restrict)
endif()

# A binary loads only the shared libraries it calls: tests of the engine do not pay for Arrow.
target_link_options(shoal_flags INTERFACE LINKER:--as-needed)

if(SHOAL_SANITIZE)
  target_compile_options(shoal_flags INTERFACE -fsanitize=${SHOAL_SANITIZE} -fno-sanitize-recover=all
                                               -fno-omit-frame-pointer)
  target_link_options(shoal_flags INTERFACE -fsanitize=${SHOAL_SANITIZE})
  if(SHOAL_SANITIZE MATCHES "undefined")
    target_compile_options(shoal_flags INTERFACE -fno-sanitize=${SHOAL_NO_SANITIZE})
  endif()
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # Instrumented code makes GCC's flow warnings guess wrong.
    target_compile_options(shoal_flags INTERFACE -Wno-maybe-uninitialized -Wno-stringop-overflow -Wno-array-bounds)
  endif()
endif()

if(SHOAL_FUZZERS)
  # Counts the branches that an input takes; tests/fuzzers links what reads the counts.
  target_compile_options(shoal_flags INTERFACE -fsanitize=fuzzer-no-link)
endif()

function(shoal_set_flags target)
  target_link_libraries(${target} PRIVATE $<BUILD_INTERFACE:shoal_flags>)
endfunction()
