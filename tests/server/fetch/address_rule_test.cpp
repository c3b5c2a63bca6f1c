#include "server/fetch/address_rule.h"
#include "server/front/socket_address.h"

#include <gtest/gtest.h>
#include <sys/un.h>

namespace facerec::server {
namespace {

bool is_allowed(const std::string &address) { return is_public(*parse_address(address, 80)->get()); }

TEST(AddressRule, AllowsThePublicInternet) {
  for (const char *address : {"1.1.1.1",         "8.8.8.8",         "9.255.255.255",
                              "11.0.0.0",        "100.63.255.255",  "100.128.0.0",
                              "126.255.255.255", "128.0.0.0",       "169.253.255.255",
                              "169.255.0.0",     "172.15.255.255",  "172.32.0.0",
                              "192.0.1.0",       "192.167.255.255", "192.169.0.0",
                              "198.17.255.255",  "198.20.0.0",      "223.255.255.255",
                              "2606:4700::1111", "2a00:1450::1",    "2001:4860:4860::8888",
                              "3ffe::1",         "::ffff:8.8.8.8",  "64:ff9b::8.8.8.8"})
    EXPECT_TRUE(is_allowed(address)) << address;
}

TEST(AddressRule, RefusesThisMachineAndPrivateNetworks) {
  for (const char *address : {"0.0.0.0",
                              "0.255.255.255",
                              "127.0.0.1",
                              "127.255.255.255",
                              "10.0.0.0",
                              "10.255.255.255",
                              "172.16.0.0",
                              "172.31.255.255",
                              "192.168.0.0",
                              "192.168.255.255",
                              "100.64.0.0",
                              "100.127.255.255",
                              "169.254.169.254",
                              "::",
                              "::1",
                              "fe80::1",
                              "febf::1",
                              "fc00::1",
                              "fdff:ffff::1",
                              "fec0::1"})
    EXPECT_FALSE(is_allowed(address)) << address;
}

TEST(AddressRule, RefusesMulticastAndReservedAddresses) {
  for (const char *address :
       {"224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255", "192.0.0.1", "192.0.2.1", "192.31.196.1",
        "192.88.99.1", "198.18.0.1", "198.19.255.255", "198.51.100.1", "203.0.113.1", "ff02::1", "2001:db8::1",
        "3fff::1", "3fff:fff::1", "100::1", "4000::1", "5f00::1"})
    EXPECT_FALSE(is_allowed(address)) << address;
}

TEST(AddressRule, RefusesOtherFormsOfThem) {
  for (const char *address :
       {"::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::127.0.0.1", "::8.8.8.8",
        "64:ff9b::127.0.0.1", "64:ff9b::10.0.0.1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::8.8.8.8",
        "2002:7f00:1::", "2002:a00:1::", "2002:808:808::", "2001::1", "2001:0:7f00:1::1", "::ffff:0:127.0.0.1"})
    EXPECT_FALSE(is_allowed(address)) << address;
}

TEST(AddressRule, RefusesOtherFamilies) {
  sockaddr_storage unix_socket{};
  unix_socket.ss_family = AF_UNIX;
  EXPECT_FALSE(is_public(reinterpret_cast<const sockaddr &>(unix_socket)));
}

} // namespace
} // namespace facerec::server
