// An element that is authorised by tokens of a stand-in for Entra ID.
#pragma once

#include "tests/gst/azure_harness.h"
#include "tests/support/test_data.h"
#include "tests/support/tls_server.h"

#include <gtest/gtest.h>

#include <atomic>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <string>

namespace facerec::test {

class EntraFixture : public testing::Test {
protected:
  static constexpr const char *secret = "the-client-secret-of-a-test";

  void SetUp() override {
    if (!TlsServer::is_supported())
      GTEST_SKIP() << "libmicrohttpd was built without TLS";
    std::ofstream(ca_file_) << TlsServer::authority();
    authority_ = std::make_unique<TlsServer>([this](const ReceivedRequest &) {
      return refuses_ ? TlsReply{401, R"({"error":"invalid_client","error_description":"AADSTS7000222: Expired."})"}
                      : TlsReply{200, R"({"token_type":"Bearer","expires_in":3599,"access_token":")" +
                                          std::string(FakeAzure::token) + "\"}"};
    });
    setenv("AZURE_TENANT_ID", "tenant", 1);
    setenv("AZURE_CLIENT_ID", "app", 1);
    setenv("AZURE_CLIENT_SECRET", secret, 1);
    setenv("AZURE_AUTHORITY_HOST", authority_->url().c_str(), 1);
  }
  void TearDown() override {
    for (const char *name : {"AZURE_TENANT_ID", "AZURE_CLIENT_ID", "AZURE_CLIENT_SECRET", "AZURE_AUTHORITY_HOST"})
      unsetenv(name);
  }

  std::string properties(const std::string &more) const {
    return "azure-auth=entra allow-insecure-http=true azure-endpoint=" + azure_.url() + " tls-ca-file=" + ca_file_ +
           " person-group-id=" + FakeAzure::group + " min-face-size-pixels=32 rate-limit=1000 " + more;
  }

  TemporaryDirectory directory_;
  const std::string ca_file_ = (directory_.path() / "ca.pem").string();
  std::atomic<bool> refuses_ = false; // the secret
  FakeAzure azure_;
  std::unique_ptr<TlsServer> authority_;
};

} // namespace facerec::test
