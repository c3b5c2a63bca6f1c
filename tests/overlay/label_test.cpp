#include "facerec/base/text.h"
#include "facerec/overlay/overlay_painter.h"
#include "overlay/label_cache.h"
#include "overlay/label_text.h"
#include "overlay/text_renderer.h"

#include <gtest/gtest.h>

#include <numeric>

namespace facerec {
namespace {

std::string repeated(std::string_view part, int count) {
  std::string text;
  for (int i = 0; i < count; ++i)
    text += part;
  return text;
}

TEST(LabelText, KeepsNamesOfAllScripts) {
  for (const std::string name : {"Zoë Müller", "山田 太郎", "محمد", "Ольга", "क्\u200dष", "👩\u200d🔬"})
    EXPECT_EQ(label_text(name), name);
}

TEST(LabelText, LeavesOutControlCharacters) {
  EXPECT_EQ(label_text("a\x01"
                       "b\x1b[31mc\x7f"
                       "d\u0085e"),
            "ab[31mcde");
  EXPECT_EQ(label_text(std::string_view("a\0b", 3)), "ab");
}

TEST(LabelText, LeavesOutBidiOverrides) {
  EXPECT_EQ(label_text("\u202eecila\u202c \u2066x\u2069\u200f\ufeff"), "ecila x");
}

TEST(LabelText, IsOneLine) { EXPECT_EQ(label_text(" a\nb\tc\u2028d\u2029"), "a b c d"); }

TEST(LabelText, IsCutAt64CharactersWithAnEllipsis) {
  EXPECT_EQ(label_text(repeated("é", 64)), repeated("é", 64));
  EXPECT_EQ(label_text(repeated("é", 65)), repeated("é", 63) + "…");
}

TEST(LabelText, OfBrokenUtf8IsValid) {
  EXPECT_EQ(label_text("a\xff"), "a\ufffd");
  EXPECT_TRUE(is_valid_utf8(label_text("\xf0\x9f\x98")));
}

TEST(LabelText, OfNothingToShowIsEmpty) { EXPECT_EQ(label_text("\u202e \n\x02"), ""); }

long ink_of(const CoverageMask &mask) { return std::accumulate(mask.coverage.begin(), mask.coverage.end(), 0L); }

TEST(TextRenderer, DrawsInkForAnyScript) {
  const TextRenderer renderer("Sans 12");
  for (const char *text : {"Ada", "Zoë", "Ольга", "محمد"}) {
    const CoverageMask mask = renderer.render(text);
    EXPECT_EQ(mask.coverage.size(), static_cast<std::size_t>(mask.width) * static_cast<std::size_t>(mask.height));
    EXPECT_GT(ink_of(mask), 1000) << text;
  }
}

TEST(TextRenderer, DrawsMarkupAsText) {
  const TextRenderer renderer("Sans 12");
  const CoverageMask markup = renderer.render("<b>Ada</b>");
  EXPECT_GT(markup.width, renderer.render("Ada").width * 3 / 2);
  EXPECT_GT(ink_of(renderer.render("<span></span>")), 1000);
  EXPECT_GT(ink_of(renderer.render("<broken & \"markup")), 1000);
}

TEST(TextRenderer, SizesCountAt96Dpi) {
  const int height = TextRenderer("Sans 12").render("Ada").height;
  EXPECT_EQ(TextRenderer("Sans 16px").render("Ada").height, height); // 12 pt at 96 dpi
  EXPECT_GT(TextRenderer("Sans 24").render("Ada").height, height * 3 / 2);
}

TEST(TextRenderer, OfNothingIsEmpty) { EXPECT_TRUE(TextRenderer("Sans 12").render("").empty()); }

TEST(TextRenderer, BoundsThePicture) {
  const CoverageMask mask = TextRenderer("Sans 500").render(repeated("W", 64));
  EXPECT_EQ(mask.width, 4096);
  EXPECT_LE(mask.height, 1024);
}

TEST(TextRenderer, TakesAFontThatIsRefusedAsTheDefault) {
  EXPECT_EQ(TextRenderer("Sans 0").render("Ada").coverage, TextRenderer("Sans 12").render("Ada").coverage);
}

TEST(CheckFont, TakesPangoDescriptionsWithASize) {
  for (const char *font : {"Sans 12", "DejaVu Sans Mono Bold 9.5", "Sans 20px", "Serif Italic 500"})
    EXPECT_TRUE(check_font(font)) << font;
}

TEST(CheckFont, RefusesWhatHasNoSize) {
  for (const std::string font : {"Sans", "Sans 0", "Sans -3", "Sans 501"}) {
    const auto checked = check_font(font);
    ASSERT_FALSE(checked) << font;
    EXPECT_EQ(checked.error().code, ErrorCode::InvalidArgument);
    EXPECT_NE(checked.error().message.find(font), std::string::npos);
  }
  EXPECT_EQ(check_font("Sans 0").error().message,
            "font \"Sans 0\" has no size greater than 0; give one, as in \"Sans 12\"");
}

TEST(CheckFont, RefusesNothingAndBrokenText) {
  EXPECT_FALSE(check_font(""));
  EXPECT_FALSE(check_font("  "));
  EXPECT_FALSE(check_font("Sans\xff 12"));
}

struct CountingCache {
  int rendered = 0;
  LabelCache cache;
  explicit CountingCache(std::size_t capacity)
      : cache(capacity, [this](std::string_view text) {
          ++rendered;
          return CoverageMask{static_cast<int>(text.size()), 1, std::vector<std::uint8_t>(text.size())};
        }) {}
};

TEST(LabelCache, RendersATextOnce) {
  CountingCache labels(8);
  const CoverageMask *first = &labels.cache.get("Ada");
  EXPECT_EQ(first->width, 3);
  EXPECT_EQ(&labels.cache.get(std::string("Ada")), first);
  EXPECT_EQ(labels.rendered, 1);
}

TEST(LabelCache, ForgetsTheOneLeastRecentlyUsed) {
  CountingCache labels(2);
  labels.cache.get("a");
  labels.cache.get("b");
  labels.cache.get("a");
  labels.cache.get("c"); // b goes
  labels.cache.get("a");
  EXPECT_EQ(labels.rendered, 3);
  labels.cache.get("b");
  EXPECT_EQ(labels.rendered, 4);
  EXPECT_EQ(labels.cache.size(), 2u);
}

TEST(LabelCache, StaysBounded) {
  CountingCache labels(16);
  for (int i = 0; i < 1000; ++i)
    labels.cache.get(std::to_string(i));
  EXPECT_EQ(labels.cache.size(), 16u);
}

TEST(LabelCache, RendersAgainWhenCleared) {
  CountingCache labels(8);
  labels.cache.get("a");
  labels.cache.clear();
  EXPECT_EQ(labels.cache.get("a").width, 1);
  EXPECT_EQ(labels.rendered, 2);
}

} // namespace
} // namespace facerec
