// The commands that write pictures: portraits and contact-sheet.
#include "facerec/contact_sheet.h"
#include "facerec/synthetic/synthetic_face.h"

#include "tests/tools/tool_fixture.h"

#include <opencv2/imgcodecs.hpp>
#include <opencv2/videoio.hpp>

namespace facerec::tool::test {
namespace {

using ::testing::HasSubstr;

class Pictures : public ToolTest {
protected:
  std::string in(const std::string &name) const { return (directory_.path() / name).string(); }
  // 20 frames of 64x48, frame i in the grey 10 * i; motion JPEG, which OpenCV writes by itself.
  std::string write_video() const {
    const std::string path = in("grey.avi");
    cv::VideoWriter writer(path, cv::CAP_OPENCV_MJPEG, cv::VideoWriter::fourcc('M', 'J', 'P', 'G'), 10, {64, 48});
    for (int i = 0; i < 20; ++i)
      writer.write(cv::Mat(48, 64, CV_8UC3, cv::Scalar::all(10 * i)));
    return path;
  }
};

TEST_F(Pictures, PortraitsShowThePeopleOfTheirSeeds) {
  EXPECT_EQ(facerec({"portraits", in("people"), "--people", "2", "--first", "5", "--per-person", "2"}), 0);
  EXPECT_EQ(out(), in("people/person-5") + "\n" + in("people/person-6") + "\n");
  const cv::Mat portrait = cv::imread(in("people/person-6/01.png"));
  ASSERT_EQ(portrait.size(), cv::Size(400, 400));
  EXPECT_EQ(cv::norm(portrait, draw_synthetic_face(6, 400), cv::NORM_INF), 0);
  EXPECT_TRUE(std::filesystem::exists(in("people/person-5/02.png")));
  EXPECT_FALSE(std::filesystem::exists(in("people/person-5/03.png")));
  EXPECT_GT(cv::norm(portrait, cv::imread(in("people/person-6/02.png")), cv::NORM_INF), 20);
}

TEST_F(Pictures, PortraitsNeedAFolderThatCanBeWritten) {
  write_file("file", "");
  EXPECT_EQ(facerec({"portraits", in("file/below"), "--people", "1"}), 5);
  EXPECT_THAT(err(), HasSubstr("cannot be made"));
}

TEST_F(Pictures, FramesAreReadByTheirIndex) {
  const auto frames = read_frames(write_video(), std::vector<std::uint64_t>{3, 19});
  ASSERT_TRUE(frames) << frames.error();
  EXPECT_NEAR((*frames)[0].at<cv::Vec3b>(24, 32)[0], 30, 3);
  EXPECT_NEAR((*frames)[1].at<cv::Vec3b>(24, 32)[0], 190, 3);
  EXPECT_THAT(read_frames(in("grey.avi"), std::vector<std::uint64_t>{20}).error(), HasSubstr("ends before frame 20"));
}

TEST_F(Pictures, AContactSheetShowsTheFramesInWhichSomebodyIsNamed) {
  std::string lines;
  for (int i = 0; i < 20; ++i)
    lines += R"({"pts":)" + std::to_string(i) +
             R"(00000000,"objects":[],"nodes":{"n":{"rois":{"r":{"recognized_faces":)" +
             (i == 10 ? R"([{"id":1,"person_id":"p","label":"Bob","confidence":1}])" : "[]") + "}}}}}\n";
  EXPECT_EQ(facerec({"contact-sheet", write_video(), write_file("l.jsonl", lines).string(), "-o", in("sheet.png"),
                     "--width", "128"}),
            0);
  const cv::Mat sheet = cv::imread(in("sheet.png"));
  ASSERT_EQ(sheet.size(), cv::Size(128 + 16, 96 + 26 + 16));
  EXPECT_NEAR(sheet.at<cv::Vec3b>(50, 70)[0], 100, 3);
}

TEST_F(Pictures, AContactSheetHasRowsOfEqualTiles) {
  const std::vector<SheetTile> tiles(4, {cv::Mat(50, 100, CV_8UC3, cv::Scalar::all(9)), "0:01.0"});
  EXPECT_EQ(make_contact_sheet(tiles, 3, 200).size(), cv::Size(8 + 3 * 208, 8 + 2 * (100 + 26 + 8)));
  EXPECT_TRUE(make_contact_sheet({}, 3, 200).empty());
}

TEST_F(Pictures, AContactSheetOfNobodySaysSo) {
  const auto lines = write_file("l.jsonl", R"({"pts":0,"objects":[],"nodes":{}})");
  EXPECT_EQ(facerec({"contact-sheet", write_video(), lines.string(), "-o", in("sheet.png")}), 4);
  EXPECT_THAT(err(), HasSubstr("Nobody is named"));
  EXPECT_EQ(facerec({"contact-sheet", write_file("no.avi", "x").string(), lines.string()}), 4);
}

} // namespace
} // namespace facerec::tool::test
