#include "azure/retry_after.h"

#include <gtest/gtest.h>

#include <string>

namespace facerec::azure {
namespace {

using namespace std::chrono_literals;
using Pause = std::optional<std::chrono::milliseconds>;

constexpr std::time_t now = 1445412480; // Wed, 21 Oct 2015 07:28:00 GMT

Pause pause_of(const std::string &header, std::string_view message = "") {
  HttpResponse response;
  response.headers = {{"retry-after", header}};
  return retry_after(response, message, now);
}

TEST(RetryAfter, ReadsSecondsAndDatesOfTheHeaderBoundedTo120Seconds) {
  const std::pair<const char *, Pause> rows[] = {
      {"0", 0ms},
      {"1", 1s},
      {" 17 ", 17s},
      {"120", 120s},
      {"121", 120s},
      {"4294967296", 120s},
      {"99999999999999999999999999", 120s},
      {"Wed, 21 Oct 2015 07:28:30 GMT", 30s},
      {"Wednesday, 21-Oct-15 07:28:30 GMT", 30s},
      {"Wed Oct 21 07:28:30 2015", 30s},
      {"007", 7s},
      {"Wed, 21 Oct 2015 07:28:00 GMT", 0ms},
      {"Wed, 21 Oct 2015 07:27:00 GMT", 0ms},
      {"Thu, 01 Jan 1970 00:00:01 GMT", 0ms},
      {"Wed, 21 Oct 2099 07:28:00 GMT", 120s},
  };
  for (const auto &[header, pause] : rows)
    EXPECT_EQ(pause_of(header), pause) << header;
}

TEST(RetryAfter, IgnoresGarbageInTheHeader) {
  for (const char *header : {"",
                             " ",
                             "soon",
                             "-5",
                             "-0",
                             "+5",
                             "1.5",
                             ".5",
                             "1,5",
                             "5 s",
                             "5;",
                             "0x10",
                             "1e3",
                             "inf",
                             "nan",
                             "-99999999999999999999",
                             "Wed",
                             "2015-10-21",
                             "Wed, 99 Oct 2015 07:28:30 GMT",
                             "\xff\xfe"})
    EXPECT_EQ(pause_of(header), std::nullopt) << header;
}

TEST(RetryAfter, ComparesADateWithTheServersOwnClockWhereItTellsIt) {
  HttpResponse response;
  response.headers = {{"date", "Wed, 21 Oct 2015 09:00:00 GMT"}, {"retry-after", "Wed, 21 Oct 2015 09:00:07 GMT"}};
  EXPECT_EQ(retry_after(response, "", now), 7s);
}

TEST(RetryAfter, ReadsTheSentenceWhereTheHeaderSaysNothing) {
  const std::pair<const char *, Pause> rows[] = {
      {"Requests to the Face API have exceeded rate limit of your current Face F0 pricing tier. Please retry after 1 "
       "second. To increase your rate limit switch to a paid tier.",
       1s},
      {"Please retry after 26 seconds.", 26s},
      {"Rate limit is exceeded. Try again in 3 seconds.", 3s},
      {"RETRY AFTER 2 SECOND", 2s},
      {"retry after 120 seconds", 120s},
      {"retry after 121 seconds", 120s},
      {"retry after 0 seconds", 0ms},
      {"retry after   4   seconds", 4s},
      {"retry after 9999 seconds", 120s},
      {"Try again in 99999999999999999999999999 seconds.", 120s},
      {"retry after 1.5 seconds", std::nullopt},
      {"retry after 1e1 seconds", std::nullopt},
      {"retry after +5 seconds", std::nullopt},
      {"try again in -1 second", std::nullopt},
      {"try again in -99999999999999999999 seconds", std::nullopt},
      {"retry after Wed, 21 Oct 2015 07:28:30 GMT", std::nullopt},
      {"Retry after some time, or try again in 6 seconds.", 6s},
      {"Rate limit is exceeded.", std::nullopt},
      {"retry after a while", std::nullopt},
      {"retry after 5 minutes", std::nullopt},
      {"retry after -5 seconds", std::nullopt},
      {"try again in 2.5 seconds", std::nullopt},
      {"retry after ", std::nullopt},
      {"retry after 5", std::nullopt},
      {"", std::nullopt},
  };
  for (const auto &[message, pause] : rows) {
    EXPECT_EQ(retry_after(HttpResponse{}, message, now), pause) << message;
    EXPECT_EQ(pause_of("garbage", message), pause) << message;
  }
}

TEST(RetryAfter, CountsADateThatIsPastOnTheServersClockAsNow) {
  HttpResponse response;
  response.headers = {{"date", "Wed, 21 Oct 2015 09:00:00 GMT"}, {"retry-after", "Wed, 21 Oct 2015 08:59:59 GMT"}};
  EXPECT_EQ(retry_after(response, "retry after 9 seconds", now), 0ms);
}

TEST(RetryAfter, ComparesWithItsOwnClockWhereTheServersDateIsGarbage) {
  HttpResponse response;
  response.headers = {{"date", "yesterday, or so"}, {"retry-after", "Wed, 21 Oct 2015 07:28:08 GMT"}};
  EXPECT_EQ(retry_after(response, "", now), 8s);
}

TEST(RetryAfter, PrefersTheHeader) { EXPECT_EQ(pause_of("4", "retry after 9 seconds"), 4s); }

} // namespace
} // namespace facerec::azure
