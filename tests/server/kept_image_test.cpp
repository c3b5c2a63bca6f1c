
#include "facerec/synthetic/synthetic_face.h"
#include "server/image_decoder.h"
#include "server/kept_image.h"
#include "server/server.h"
#include "tests/server/fixture.h"
#include "tests/server/rest_calls.h"

namespace facerec::server {
namespace {

constexpr int ada = 40; // grey, which a JPEG keeps exactly

cv::Size size_of(const std::string &image) { return decode_image(image)->size(); }

TEST(KeptImageTest, IsTheFaceAndHalfItsSizeAround) {
  const cv::Mat picture(1200, 1600, CV_8UC3, cv::Scalar(10, 20, 30));
  EXPECT_EQ(size_of(kept_image(picture, {400, 400, 100, 120})), cv::Size(200, 240));
  EXPECT_EQ(size_of(kept_image(picture, {0, 0, 100, 120})), cv::Size(150, 180)); // as far as the picture goes
  EXPECT_EQ(size_of(kept_image(picture, {400, 300, 480, 240})), cv::Size(480, 240));
  EXPECT_EQ(kept_image(picture, {5000, 0, 100, 100}), "");
}

TEST(KeptImageTest, IsReadByAnEngineAgain) {
  FakeEngine engine;
  const cv::Mat picture = FakeEngine::picture({ada});
  const std::string image = kept_image(picture, {0, 0, 100, 100});
  EXPECT_EQ(*encode_kept_image(engine, image), *engine.encode(picture, {{0, 0, 100, 100}, 1, {}}));
  EXPECT_EQ(encode_kept_image(engine, kept_image(FakeEngine::picture({}), {0, 0, 100, 100})).error(),
            (Error{ErrorCode::NotFound, "no face is found in the kept picture"}));
  EXPECT_EQ(encode_kept_image(engine, "rubbish").error().code, ErrorCode::Malformed);
}

class KeepingTest : public ServerFixture {
protected:
  KeepingTest() { keep_images = true; }

  std::string number_of(const char *what) {
    auto database = Database::open_to_read(directory.path() / "faces.db");
    Statement select = (*database)->prepare(what);
    return select.next() ? select.text(0) : "no row";
  }
  std::string kept() { return number_of("SELECT count(*) FROM face_image"); }
};

TEST_F(KeepingTest, NoPictureIsKeptUnlessItIsToldTo) {
  keep_images = false;
  make_group();
  add_face(make_person("Ada"), ada);
  EXPECT_EQ(kept(), "0");
  keep_images = true;
  add_face(make_person("Ruby"), 7);
  EXPECT_EQ(kept(), "1");
}

TEST_F(KeepingTest, APictureGoesWithItsFaceItsPersonAndItsGroup) {
  make_group();
  const std::string person = make_person("Ada");
  const std::string face = add_face(person, ada);
  add_face(person, ada);
  add_face(make_person("Ruby"), 7);
  EXPECT_EQ(kept(), "3");
  EXPECT_EQ(send("DELETE", group + "/persons/" + person + "/persistedfaces/" + face).status, 200);
  EXPECT_EQ(kept(), "2");
  EXPECT_EQ(send("DELETE", group + "/persons/" + person).status, 200);
  EXPECT_EQ(kept(), "1");
  EXPECT_EQ(send("DELETE", group).status, 200);
  EXPECT_EQ(kept(), "0");
}

TEST_F(KeepingTest, AnotherEncoderLearnsTheKeptFacesAtTheNextTraining) {
  make_group();
  const std::string person = make_person("Ada");
  add_face(person, ada);
  EXPECT_EQ(train(), "succeeded");
  engine_.encoder_name = "fake-2";
  restart();
  EXPECT_EQ(json(identify(face_id(ada))).at(0).at("candidates"), nlohmann::json::array());
  EXPECT_EQ(train(), "succeeded");
  EXPECT_EQ(json(identify(face_id(ada))).at(0).at("candidates").at(0).at("personId"), person);
  EXPECT_EQ(number_of("SELECT count(*) FROM face WHERE encoder='fake-2'"), "1");
}

TEST(KeepImagesTest, TheServersOptionKeepsWhatAnotherRecognizerNeeds) {
  const test::TemporaryDirectory directory;
  auto server = Server::start({.data_dir = directory.path(), .key = "secret", .keep_images = true});
  ASSERT_TRUE(server) << server.error().message;
  const RestCalls calls((*server)->base_url(), "secret");
  const std::string group = "/largepersongroups/g";
  ASSERT_EQ(calls.send(azure::Method::Put, group, R"({"name":"G"})")->status, 200);
  const auto person = calls.send(azure::Method::Post, group + "/persons", R"({"name":"Ada"})");
  const std::string path = group + "/persons/" + person.value().body.at("personId").get<std::string>();
  std::vector<unsigned char> portrait;
  cv::imencode(".jpg", draw_synthetic_face(1, 240), portrait);
  const auto face = calls.send_picture(path + "/persistedfaces", std::string(portrait.begin(), portrait.end()));
  ASSERT_EQ(face.value().status, 200);
  (*server)->stop();
  const auto store = Store::open(directory.path() / "faces.db");
  const auto image = (*store)->face_image(face->body.at("persistedFaceId").get<std::string>());
  ASSERT_TRUE(image);
  const auto engine = make_face_engine("", 1);
  EXPECT_TRUE(encode_kept_image(**engine, *image));
}

TEST_F(KeepingTest, AFaceThatIsNotFoundAgainStaysAsItIs) {
  make_group();
  add_face(make_person("Ada"), ada);
  ASSERT_TRUE(
      (*Database::open(directory.path() / "faces.db"))->execute("UPDATE face_image SET image=x'00' WHERE face_row>0"));
  engine_.encoder_name = "fake-2";
  restart();
  EXPECT_EQ(train(), "failed");
  EXPECT_EQ(number_of("SELECT encoder FROM face"), "fake-1");
}

} // namespace
} // namespace facerec::server
