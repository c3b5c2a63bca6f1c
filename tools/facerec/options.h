// The options that all commands share.
#pragma once

#include "facerec/azure/face_client.h"
#include "facerec/base/result.h"
#include "facerec/environment.h"
#include "facerec/exit_code.h"

#include <CLI/App.hpp>
#include <string>

namespace facerec::tool {

struct SharedOptions {
  std::string endpoint; // empty: FACE_ENDPOINT
  std::string auth = "key";
  std::string key_file; // empty: FACE_APIKEY
  std::string group;
  std::string group_argument; // the ID behind `group create`, `delete` and `train`: the same as --group
  std::string group_type = "large";
  std::string api_version = "v1.2";
  std::string recognition_model = "recognition_04";
  std::string detection_model = "detection_03";
  std::string tls_ca_file;
  bool allow_insecure_http = false;
  bool json = false;
  double timeout = 30; // seconds, for one request
  double rate = 10;    // requests a second
};

void add_shared_options(CLI::App &app, SharedOptions &options);

// The key: the first line of --key-file, else FACE_APIKEY.
Result<std::string, Failure> read_key(const SharedOptions &options, const Environment &environment);

Result<azure::ClientOptions, Failure> client_options(const SharedOptions &options, const Environment &environment);

// The group that --group or the argument names; where both do, they must name the same.
Result<azure::GroupRef, Failure> group_of(const SharedOptions &options);
azure::GroupType group_type_of(const SharedOptions &options);

} // namespace facerec::tool
