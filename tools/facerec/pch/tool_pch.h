// Precompiled for the command line, by CMake and Meson.
#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>
