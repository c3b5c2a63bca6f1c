// Pictures named by URL: the real client of HTTP against real servers of this machine.
#include "server/fetch/address_rule.h"
#include "server/fetch/url_fetcher.h"
#include "server/image_decoder.h"
#include "tests/server/fixture.h"
#include "tests/support/loopback_server.h"

#include <gtest/gtest.h>

#include <cstdlib>

namespace facerec::server {
namespace {

using test::http_reply;
using test::LoopbackServer;
using Replies = std::vector<test::ScriptedReply>;

bool anywhere(const sockaddr &) { return true; }

FetchFailure failure_of(UrlFetcher &fetcher, const std::string &url) { return fetcher.fetch(url).error(); }

TEST(UrlFetcherTest, GivesTheBytesOfAnAnswer) {
  LoopbackServer server(Replies{http_reply(200, "the bytes")});
  EXPECT_EQ(*make_url_fetcher(anywhere)->fetch(server.url() + "/a.jpg?b=c"), "the bytes");
  EXPECT_EQ(server.requests().at(0).target, "/a.jpg?b=c");
  EXPECT_EQ(server.requests().at(0).header("ocp-apim-subscription-key"), std::nullopt);
}

TEST(UrlFetcherTest, ConnectsToNoAddressOfThisMachineWhateverItsName) {
  LoopbackServer server(Replies{http_reply(200, "secret")});
  const std::string port = server.url().substr(server.url().rfind(':'));
  const auto fetcher = make_url_fetcher(is_public);
  for (const char *host : {"127.0.0.1", "localhost", "127.1", "2130706433", "0x7f.1", "0.0.0.0", "[::1]",
                           "[::ffff:127.0.0.1]", "user:pass@127.0.0.1"})
    EXPECT_EQ(failure_of(*fetcher, std::string("http://") + host + port), FetchFailure::Unreachable) << host;
  EXPECT_TRUE(server.requests().empty());
}

TEST(UrlFetcherTest, UsesNoProxy) {
  LoopbackServer proxy(Replies{http_reply(200, "from the proxy")});
  setenv("http_proxy", proxy.url().c_str(), 1);
  setenv("https_proxy", proxy.url().c_str(), 1);
  const auto fetcher = make_url_fetcher(anywhere);
  EXPECT_EQ(failure_of(*fetcher, "http://127.0.0.1:1/"), FetchFailure::Unreachable);
  EXPECT_EQ(failure_of(*fetcher, "https://127.0.0.1:1/"), FetchFailure::Unreachable);
  unsetenv("http_proxy");
  unsetenv("https_proxy");
  EXPECT_TRUE(proxy.requests().empty());
}

TEST(UrlFetcherTest, FollowsNoRedirectAndTakesNoError) {
  LoopbackServer server(Replies{http_reply(302, "", "Location: /elsewhere\r\n"), http_reply(404, "gone")});
  const auto fetcher = make_url_fetcher(anywhere);
  EXPECT_EQ(failure_of(*fetcher, server.url()), FetchFailure::Unreachable);
  EXPECT_EQ(failure_of(*fetcher, server.url()), FetchFailure::Unreachable);
  EXPECT_EQ(server.requests().size(), 2U);
}

TEST(UrlFetcherTest, EndsWhereTheAnswerIsTooLarge) {
  LoopbackServer server(Replies{http_reply(200, std::string(max_image_bytes + 200'000, 'x'))});
  EXPECT_EQ(failure_of(*make_url_fetcher(anywhere), server.url()), FetchFailure::TooLarge);
}

TEST(UrlFetcherTest, TakesUrlsOfTheWebOnly) {
  const auto fetcher = make_url_fetcher(anywhere);
  for (const std::string &url :
       {std::string(), std::string("a.jpg"), std::string("file:///etc/passwd"), std::string("ftp://h/a.jpg"),
        std::string("gopher://h/"), std::string("http:/h"), std::string("http://h/a b"),
        std::string("http://h/\r\nX: y"), "http://h/" + std::string(3000, 'x')})
    EXPECT_EQ(failure_of(*fetcher, url), FetchFailure::NotAUrl) << url;
}

TEST(UrlFetcherTest, FetchesNothingMoreOnceItIsStopped) {
  LoopbackServer server(Replies{http_reply(200, "the bytes")});
  const auto fetcher = make_url_fetcher(anywhere);
  fetcher->stop();
  EXPECT_EQ(failure_of(*fetcher, server.url()), FetchFailure::Unreachable);
}

class UrlBodyTest : public ServerFixture {
protected:
  Response detect(const std::string &url, UrlFetcher *fetcher) {
    const Request request{.method = "POST",
                          .path = "/face/v1.2/detect",
                          .content_type = "application/json; charset=utf-8",
                          .body = nlohmann::json{{"url", url}}.dump()};
    return detect_request(request, fetcher);
  }
  Response detect_request(const Request &request, UrlFetcher *fetcher) {
    Service service{*store_, engine_, *face_ids_, *galleries_, *trainer_, "http://127.0.0.1:1", fetcher};
    return route(service, request);
  }
};

TEST_F(UrlBodyTest, IsAsGoodAsAPicture) {
  LoopbackServer server(Replies{http_reply(200, encoded(FakeEngine::picture({7})))});
  const auto fetcher = make_url_fetcher(anywhere);
  const Response response = detect(server.url() + "/a.bmp", fetcher.get());
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(json(response).size(), 1U);
}

TEST_F(UrlBodyTest, AddsAFaceToo) {
  LoopbackServer server(Replies{http_reply(200, encoded(FakeEngine::picture({7})))});
  const auto fetcher = make_url_fetcher(anywhere);
  make_group();
  const Request request{.method = "POST",
                        .path = group + "/persons/" + make_person("Ada") + "/persistedfaces",
                        .content_type = "application/json",
                        .body = nlohmann::json{{"url", server.url()}}.dump()};
  EXPECT_TRUE(json(detect_request(request, fetcher.get())).contains("persistedFaceId"));
}

TEST_F(UrlBodyTest, GetsMicrosoftsWordsWhereItCannotBeFetched) {
  LoopbackServer server(Replies{http_reply(404, ""), http_reply(200, std::string(max_image_bytes + 1, 'x')),
                                http_reply(200, "short"), http_reply(200, std::string(2000, 'x'))});
  const auto fetcher = make_url_fetcher(anywhere);
  EXPECT_THAT(detect(server.url(), fetcher.get()),
              IsError(400, "InvalidURL",
                      "Invalid image URL or error downloading from target server. Remote server error returned: \"An "
                      "error occurred while sending the request.\""));
  EXPECT_THAT(detect(server.url(), fetcher.get()), IsError(400, "InvalidImageSize", "Image size is too big."));
  EXPECT_THAT(detect(server.url(), fetcher.get()), IsError(400, "InvalidImageSize", "Image size is too small."));
  EXPECT_THAT(detect(server.url(), fetcher.get()),
              IsError(400, "InvalidImage", "Decoding error, image format unsupported."));
  EXPECT_THAT(detect("file:///etc/passwd", fetcher.get()), IsError(400, "InvalidURL", "Invalid image URL."));
}

} // namespace
} // namespace facerec::server
