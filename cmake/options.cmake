# What can be chosen, and the flags that every target shares.
option(FACEREC_TESTS "Build the tests" ON)
option(FACEREC_WERROR "Turn warnings into errors" OFF)
option(FACEREC_FUZZ "Build the fuzzers (target fuzz); needs clang" OFF)
set(FACEREC_SANITIZE "" CACHE STRING "Sanitizers, as for -fsanitize= (address,undefined or thread)")
set(FACEREC_PLUGIN_DIR "" CACHE PATH
  "Where the plugin goes; empty: GStreamer's own plugin directory where the prefix is the same, else <libdir>/gstreamer-1.0")

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_CXX_VISIBILITY_PRESET hidden)
set(CMAKE_VISIBILITY_INLINES_HIDDEN ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

# One flag for libraries and programs alike, so that they can share precompiled headers.
add_compile_options(-fPIC)
file(STRINGS cmake/warnings.txt warnings)
add_compile_options(-Wall -Wextra ${warnings}) # Meson's warning_level=2 means the first two
if(FACEREC_WERROR)
  add_compile_options(-Werror)
endif()
if(FACEREC_SANITIZE)
  add_compile_options(-fsanitize=${FACEREC_SANITIZE} -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${FACEREC_SANITIZE})
endif()
if(FACEREC_FUZZ)
  if(NOT CMAKE_CXX_COMPILER_ID STREQUAL Clang)
    message(FATAL_ERROR "FACEREC_FUZZ needs clang, whose libFuzzer the fuzzers are built with: cmake --preset fuzz")
  endif()
  add_compile_options(-fsanitize=fuzzer-no-link -fno-sanitize-recover=all)
endif()
add_link_options(-Wl,--as-needed)

# Precompiled headers defeat ccache unless it is told that their macros may be trusted. What was compiled in one
# checkout serves every other.
find_program(FACEREC_CCACHE ccache)
if(FACEREC_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER
    ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
    CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_NOHASHDIR=1 ${FACEREC_CCACHE})
  if(CMAKE_CXX_COMPILER_ID STREQUAL GNU)
    add_compile_options(-fpch-preprocess)
  endif()
endif()
