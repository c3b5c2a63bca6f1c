#include "facerec/session/settings.h"

#include "tests/support/test_data.h"

#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <map>

namespace facerec {
namespace {

Environment environment(std::map<std::string, std::string, std::less<>> values) {
  return [values = std::move(values)](std::string_view name) {
    const auto found = values.find(name);
    return found == values.end() ? std::nullopt : std::optional(found->second);
  };
}

Settings complete() {
  Settings settings;
  settings.azure_endpoint = "https://name.cognitiveservices.azure.com/";
  settings.azure_api_key = "0123456789abcdef";
  settings.person_group_id = "staff";
  return settings;
}

std::string stream_error(void (*change)(Settings &)) {
  Settings settings = complete();
  change(settings);
  const auto setup = check_stream(settings);
  return setup ? "(accepted)" : setup.error().message;
}

std::string account_error(const Settings &settings, const Environment &env = environment({})) {
  const auto setup = check_account(settings, env);
  return setup ? "(accepted)" : setup.error().message;
}

std::string account_error(void (*change)(Settings &)) {
  Settings settings = complete();
  change(settings);
  return account_error(settings);
}

TEST(CheckStream, TheDefaultsAreThoseOfTheDocuments) {
  const auto setup = check_stream(complete());
  ASSERT_TRUE(setup);
  EXPECT_EQ(setup->session.policy.max_lookups, 3);
  EXPECT_EQ(setup->session.policy.min_confidence, 0.6);
  EXPECT_EQ(setup->session.policy.lookup_interval, std::chrono::milliseconds(500));
  EXPECT_EQ(setup->session.policy.track_timeout, std::chrono::seconds(5));
  EXPECT_EQ(setup->session.policy.max_tracks, 4096u);
  EXPECT_EQ(setup->session.policy.min_margin, 0);
  EXPECT_EQ(setup->session.policy.votes, 1);
  EXPECT_EQ(setup->session.policy.recheck_interval, Duration::zero());
  EXPECT_EQ(setup->session.policy.retry_growth, 1.5);
  EXPECT_EQ(setup->session.policy.handover, std::chrono::milliseconds(700));
  EXPECT_EQ(setup->session.min_sharpness, 0);
  EXPECT_EQ(setup->session.min_quality, FaceQuality::Low);
  EXPECT_EQ(setup->session.best_shot_window, Duration::zero());
  EXPECT_EQ(setup->session.min_face_size, 64);
  EXPECT_EQ(setup->session.crop_margin, 0.3);
  EXPECT_EQ(setup->session.mode, Mode::Live);
  EXPECT_EQ(setup->session.offline_wait, std::chrono::seconds(30));
  EXPECT_EQ(setup->drain_timeout, std::chrono::seconds(5));
  EXPECT_TRUE(setup->session.regions.whole_frame());
  EXPECT_TRUE(setup->style.draw_regions);
  EXPECT_TRUE(setup->style.draw_faces);
  EXPECT_EQ(setup->style.font, "Sans 12");
  EXPECT_EQ(setup->style.line_width, 2);
}

TEST(CheckStream, EachBadNumberIsNamedWithItsRange) {
  EXPECT_EQ(stream_error([](Settings &s) { s.max_lookups_per_face = 0; }),
            "max-lookups-per-face: 0 is out of range; it must be 1 to 100");
  EXPECT_EQ(stream_error([](Settings &s) { s.min_confidence = 1.5; }),
            "min-confidence: 1.5 is out of range; it must be 0 to 1");
  EXPECT_EQ(stream_error([](Settings &s) { s.min_confidence = NAN; }),
            "min-confidence: nan is out of range; it must be 0 to 1");
  EXPECT_EQ(stream_error([](Settings &s) { s.min_face_size_pixels = -3; }),
            "min-face-size-pixels: -3 is out of range; it must be 1 to 4096 pixels");
  EXPECT_EQ(stream_error([](Settings &s) { s.lookup_interval = 4000000; }),
            "lookup-interval: 4000000 is out of range; it must be 0 to 3600000 ms");
  EXPECT_EQ(stream_error([](Settings &s) { s.crop_margin = -0.1; }),
            "crop-margin: -0.1 is out of range; it must be 0 to 2");
  EXPECT_EQ(stream_error([](Settings &s) { s.track_timeout = INFINITY; }),
            "track-timeout: inf is out of range; it must be 0.1 to 3600 s");
  EXPECT_EQ(stream_error([](Settings &s) { s.max_tracks = 0; }),
            "max-tracks: 0 is out of range; it must be 1 to 1000000");
  EXPECT_EQ(stream_error([](Settings &s) { s.drain_timeout = -1; }),
            "drain-timeout: -1 is out of range; it must be 0 to 3600 s");
  EXPECT_EQ(stream_error([](Settings &s) { s.line_width = 33; }),
            "line-width: 33 is out of range; it must be 1 to 32 pixels");
}

TEST(CheckStream, BadNumbersAboutNamesAreNamedWithTheirRange) {
  EXPECT_EQ(stream_error([](Settings &s) { s.min_margin = 0.51; }),
            "min-margin: 0.51 is out of range; it must be 0 to 0.5");
  EXPECT_EQ(stream_error([](Settings &s) { s.votes = 0; }), "votes: 0 is out of range; it must be 1 to 100");
  EXPECT_EQ(stream_error([](Settings &s) { s.recheck_interval = -1; }),
            "recheck-interval: -1 is out of range; it must be 0 to 86400 s");
  EXPECT_EQ(stream_error([](Settings &s) { s.retry_growth = 1; }),
            "retry-growth: 1 is out of range; it must be 1.1 to 10, or 0 for never");
  EXPECT_EQ(stream_error([](Settings &s) { s.retry_growth = NAN; }),
            "retry-growth: nan is out of range; it must be 1.1 to 10, or 0 for never");
  EXPECT_EQ(stream_error([](Settings &s) { s.retry_growth = 0; }), "(accepted)");
  EXPECT_EQ(stream_error([](Settings &s) { s.min_sharpness = 100001; }),
            "min-sharpness: 100001 is out of range; it must be 0 to 100000");
  EXPECT_EQ(stream_error([](Settings &s) { s.best_shot_window = 60001; }),
            "best-shot-window: 60001 is out of range; it must be 0 to 60000 ms");
  EXPECT_EQ(stream_error([](Settings &s) { s.handover = 10001; }),
            "handover: 10001 is out of range; it must be 0 to 10000 ms");
}

TEST(CheckStream, MoreVotesThanLookupsAreRefused) {
  EXPECT_EQ(
      stream_error([](Settings &s) { s.votes = 4; }),
      "votes: 4 is more than max-lookups-per-face (3), so that nobody could ever be named; lower the one or raise "
      "the other");
  EXPECT_EQ(stream_error([](Settings &s) { s.votes = 3; }), "(accepted)");
  EXPECT_EQ(stream_error([](Settings &s) { s.votes = s.max_lookups_per_face = 100; }), "(accepted)");
}

TEST(CheckStream, TakesWhatIsGiven) {
  Settings settings = complete();
  settings.min_margin = 0.1;
  settings.votes = 2;
  settings.recheck_interval = 30;
  settings.retry_growth = 2;
  settings.min_sharpness = 40;
  settings.min_quality = FaceQuality::High;
  settings.best_shot_window = 250;
  settings.handover = 0;
  const auto setup = check_stream(settings);
  ASSERT_TRUE(setup);
  EXPECT_EQ(setup->session.policy.min_margin, 0.1);
  EXPECT_EQ(setup->session.policy.votes, 2);
  EXPECT_EQ(setup->session.policy.recheck_interval, std::chrono::seconds(30));
  EXPECT_EQ(setup->session.policy.retry_growth, 2);
  EXPECT_EQ(setup->session.min_sharpness, 40);
  EXPECT_EQ(setup->session.min_quality, FaceQuality::High);
  EXPECT_EQ(setup->session.best_shot_window, std::chrono::milliseconds(250));
  EXPECT_EQ(setup->session.policy.handover, Duration::zero());
}

TEST(CheckStream, BadRegionsLabelsAndFontsAreNamed) {
  EXPECT_EQ(stream_error([](Settings &s) { s.rois = "0,0,1,1"; }),
            "rois: polygon 1 (\"0,0,1,1\") has fewer than three different points");
  EXPECT_EQ(stream_error([](Settings &s) { s.roi_labels = "a,b"; }),
            "roi-labels: \"a,b\" names 2 region(s), but there are 1; give one label per region");
  EXPECT_EQ(stream_error([](Settings &s) { s.font_desc = ""; }),
            "font-desc: the font is empty; give a family and a size, as in \"Sans 12\"");
}

TEST(CheckAccount, TakesWhatIsGiven) {
  const auto account = check_account(complete(), environment({}));
  ASSERT_TRUE(account);
  EXPECT_EQ(account->client.endpoint.base(), "https://name.cognitiveservices.azure.com");
  EXPECT_EQ(account->client.api_key, "0123456789abcdef");
  EXPECT_EQ(account->client.api_version, azure::ApiVersion::V1_2);
  EXPECT_EQ(account->client.request_timeout, std::chrono::seconds(10));
  EXPECT_EQ(account->group.id, "staff");
  EXPECT_EQ(account->group.type, azure::GroupType::Large);
  EXPECT_EQ(account->recognition_model, "recognition_04");
  EXPECT_EQ(account->detection_model, "detection_03");
  EXPECT_EQ(account->person_cache_ttl, std::chrono::seconds(300));
  EXPECT_EQ(account->batch_size, 10u);
  EXPECT_EQ(account->batch_window, std::chrono::milliseconds(50));
  EXPECT_EQ(account->daily_budget, 0u);
}

TEST(CheckAccount, TakesTheBatchAndTheBudget) {
  Settings settings = complete();
  settings.batch_size = 4;
  settings.batch_window = 120;
  settings.daily_budget = 5000;
  const auto account = check_account(settings, environment({}));
  ASSERT_TRUE(account);
  EXPECT_EQ(account->batch_size, 4u);
  EXPECT_EQ(account->batch_window, std::chrono::milliseconds(120));
  EXPECT_EQ(account->daily_budget, 5000u);
}

TEST(CheckAccount, TheEnvironmentFillsInForEndpointAndKey) {
  Settings settings = complete();
  settings.azure_endpoint.clear();
  settings.azure_api_key.clear();
  const auto account =
      check_account(settings, environment({{"FACE_ENDPOINT", "http://127.0.0.1:8080"}, {"FACE_APIKEY", "from-env"}}));
  ASSERT_TRUE(account);
  EXPECT_EQ(account->client.endpoint.base(), "http://127.0.0.1:8080");
  EXPECT_EQ(account->client.api_key, "from-env");
}

TEST(CheckAccount, TheKeyFileWinsOverTheEnvironment) {
  test::TemporaryDirectory directory;
  Settings settings = complete();
  settings.azure_api_key.clear();
  settings.azure_api_key_file = (directory.path() / "key").string();
  std::ofstream(settings.azure_api_key_file) << "from-file\n";
  EXPECT_EQ(check_account(settings, environment({{"FACE_APIKEY", "from-env"}}))->client.api_key, "from-file");
}

TEST(CheckAccount, WhatIsMissingIsNamed) {
  EXPECT_TRUE(account_error([](Settings &s) { s.azure_endpoint.clear(); }).starts_with("azure-endpoint: no endpoint"));
  EXPECT_TRUE(account_error([](Settings &s) { s.azure_api_key.clear(); }).starts_with("azure-api-key: no key"));
  EXPECT_EQ(account_error([](Settings &s) { s.person_group_id.clear(); }),
            "person-group-id: \"\" is not an id of a person group; it must be 1 to 64 characters of a-z, 0-9, - and _");
}

TEST(CheckAccount, EachBadValueIsNamed) {
  EXPECT_EQ(
      account_error([](Settings &s) { s.person_group_id = "a/b"; }),
      "person-group-id: \"a/b\" is not an id of a person group; it must be 1 to 64 characters of a-z, 0-9, - and _");
  EXPECT_EQ(account_error([](Settings &s) { s.recognition_model = "recognition_05"; }),
            "recognition-model: \"recognition_05\" is unknown; it must be recognition_01, recognition_02, "
            "recognition_03 or recognition_04");
  EXPECT_EQ(account_error([](Settings &s) { s.detection_model = ""; }),
            "detection-model: \"\" is unknown; it must be detection_01, detection_02 or detection_03");
  EXPECT_EQ(account_error([](Settings &s) { s.workers = 17; }), "workers: 17 is out of range; it must be 1 to 16");
  EXPECT_EQ(account_error([](Settings &s) { s.queue_size = 0; }),
            "queue-size: 0 is out of range; it must be 1 to 4096");
  EXPECT_EQ(account_error([](Settings &s) { s.request_timeout = NAN; }),
            "request-timeout: nan is out of range; it must be 0.1 to 300 s");
  EXPECT_EQ(account_error([](Settings &s) { s.rate_limit = 0; }),
            "rate-limit: 0 is out of range; it must be 0.01 to 1000 transactions per second");
  EXPECT_EQ(account_error([](Settings &s) { s.person_cache_ttl = -1; }),
            "person-cache-ttl: -1 is out of range; it must be 0 to 86400 s");
  EXPECT_EQ(account_error([](Settings &s) { s.jpeg_quality = 101; }),
            "jpeg-quality: 101 is out of range; it must be 1 to 100");
  EXPECT_EQ(account_error([](Settings &s) { s.batch_size = 11; }),
            "batch-size: 11 is out of range; it must be 1 to 10");
  EXPECT_EQ(account_error([](Settings &s) { s.batch_window = 10001; }),
            "batch-window: 10001 is out of range; it must be 0 to 10000 ms");
  EXPECT_EQ(account_error([](Settings &s) { s.tls_ca_file = "/nonexistent.pem"; }),
            "tls-ca-file: \"/nonexistent.pem\" is not a file that can be read");
  EXPECT_TRUE(
      account_error([](Settings &s) { s.azure_endpoint = "ftp://x"; }).starts_with("azure-endpoint \"ftp://x\" "));
  EXPECT_TRUE(account_error([](Settings &s) {
                s.azure_api_key.clear();
                s.azure_api_key_file = "/nonexistent/key";
              }).starts_with("azure-api-key-file: "));
}

TEST(CheckAccount, EntraTakesTheIdentityOfTheEnvironmentInsteadOfTheKey) {
  Settings settings = complete();
  settings.azure_auth = azure::Auth::Entra;
  const auto account = check_account(
      settings,
      environment({{"AZURE_TENANT_ID", "tenant"}, {"AZURE_CLIENT_ID", "app"}, {"AZURE_CLIENT_SECRET", "secret"}}));
  ASSERT_TRUE(account) << account.error().message;
  EXPECT_EQ(account->client.api_key, "");
  EXPECT_EQ(account->entra, azure::EntraCredential(
                                azure::ClientSecret{"https://login.microsoftonline.com", "tenant", "app", "secret"}));
  EXPECT_EQ(check_account(complete(), environment({}))->entra, std::nullopt) << "the key is the default";
}

TEST(CheckAccount, TheManagedIdentityIsTakenWhereItIsAskedFor) {
  Settings settings = complete();
  settings.azure_api_key.clear();
  settings.azure_auth = azure::Auth::ManagedIdentity;
  const auto account = check_account(settings, environment({{"AZURE_CLIENT_SECRET", "secret"}}));
  ASSERT_TRUE(account) << account.error().message;
  ASSERT_TRUE(account->entra);
  EXPECT_EQ(std::get<azure::ManagedIdentity>(*account->entra).url,
            "http://169.254.169.254/metadata/identity/oauth2/token");
}

TEST(CheckAccount, TokensGoToTheResourcesOwnEndpointByHttpsOnly) {
  Settings settings = complete();
  settings.azure_auth = azure::Auth::Entra;
  settings.azure_endpoint = "https://westeurope.api.cognitive.microsoft.com/";
  EXPECT_EQ(
      account_error(settings),
      "azure-endpoint \"https://westeurope.api.cognitive.microsoft.com\" is the shared endpoint of a region, which "
      "takes keys only: for a token of Entra ID give the resource's own, "
      "https://NAME.cognitiveservices.azure.com/");
  settings.azure_endpoint = "http://127.0.0.1:5000";
  EXPECT_TRUE(account_error(settings).starts_with("azure-endpoint \"http://127.0.0.1:5000\" must begin with https://"));
  settings.allow_insecure_http = true;
  EXPECT_EQ(account_error(settings), "(accepted)");
}

TEST(CheckAccount, ABadIdentityIsNamedWithoutItsSecret) {
  Settings settings = complete();
  settings.azure_auth = azure::Auth::Entra;
  EXPECT_EQ(account_error(settings, environment({{"AZURE_CLIENT_SECRET", "secret"}})),
            "azure-auth: AZURE_TENANT_ID: is not set, but AZURE_CLIENT_SECRET is; a client secret needs both");
}

TEST(CheckAccount, ABadKeyIsNeverShown) {
  Settings settings = complete();
  settings.azure_api_key = "se cret\r\n";
  EXPECT_EQ(account_error(settings).find("cret"), std::string::npos);
  EXPECT_TRUE(account_error(settings).starts_with("azure-api-key: "));
}

TEST(NodeId, CountsFromOneWhereElementsCountFromZero) {
  EXPECT_EQ(default_node_id("facerecazure0"), "face_rec_azure1");
  EXPECT_EQ(default_node_id("facerecazure41"), "face_rec_azure42");
}

TEST(NodeId, IsTheNameOfARenamedElement) {
  for (const char *name : {"door", "facerecazure", "facerecazure1b", "facerecazure99999999999"})
    EXPECT_EQ(default_node_id(name), name);
}

} // namespace
} // namespace facerec
