/* What both kinds of pictures are made of. */
#include "render/picture_parts.h"

#include "base/html.h"
#include "render/unicode_name.h"
#include <string.h>

void picture_begin(struct picture *picture, const char *classes, int width, int height)
{
    text_printf(picture->out,
                "<svg class=\"picture %s\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" "
                "role=\"%s\"><title>",
                classes, width, height, width, height, picture->marks->count ? "group" : "img");
}

void picture_described(struct picture *picture)
{
    text_literal(picture->out, "</desc>\n");
}

static void draw_words(struct picture *picture)
{
    static const char *const classes[] = {"says", "says left", "says above"};
    const struct words *words = &picture->words;
    text_printf(picture->out, "<text class=\"%s\" x=\"%d\" y=\"%d\">%s</text>\n",
                classes[words->side], words->at.x, words->at.y, words->text);
}

void picture_end(struct picture *picture)
{
    if (picture->words.text)
        draw_words(picture);
    text_literal(picture->out, "</svg>\n");
}

void picture_plain(struct picture *picture, const char *text)
{
    html_escape(picture->out, text, strlen(text));
}

void picture_name(struct picture *picture, const char *name)
{
    struct text plain;
    text_open(&plain, picture->arena);
    unicode_name(name, &plain);
    html_escape(picture->out, plain.bytes, plain.length);
}

void picture_number(struct picture *picture, const char *number)
{
    for (const char *minus; (minus = strchr(number, '-')); number = minus + 1) {
        html_escape(picture->out, number, (size_t)(minus - number));
        text_literal(picture->out, "−");
    }
    picture_plain(picture, number);
}

/* ---- groups ---- */

const struct picture_mark *picture_mark_at(const struct picture *picture, const char *place)
{
    for (int i = 0; i < picture->marks->count; i++)
        if (strcmp(picture->marks->items[i].place, place) == 0)
            return &picture->marks->items[i];
    return NULL;
}

const struct picture_mark *picture_group(struct picture *picture, const char *classes,
                                         const char *place)
{
    const struct picture_mark *mark = picture_mark_at(picture, place);
    if (mark) {
        text_literal(picture->out, "<a href=\"#");
        picture_plain(picture, mark->anchor);
        text_literal(picture->out, "\">");
    }
    text_printf(picture->out, "<g class=\"%s%s\" data-place=\"", classes,
                !mark         ? ""
                : mark->first ? " wrong first"
                              : " wrong later");
    picture_plain(picture, place);
    text_literal(picture->out, "\">");
    if (mark) {
        text_literal(picture->out, "<title>");
        picture_plain(picture, mark->words);
        text_literal(picture->out, "</title>");
    }
    return mark;
}

static struct point words_at(struct point sign, int radius, enum side side)
{
    switch (side) {
    case SIDE_RIGHT:
        return (struct point){sign.x + radius + 4, sign.y + 4};
    case SIDE_LEFT:
        return (struct point){sign.x - radius - 3, sign.y + 4};
    default:
        return (struct point){sign.x + radius, sign.y - radius - 4};
    }
}

/* A disc with a cross; at the first mistake it is larger and named. */
static void draw_sign(struct picture *picture, const struct picture_mark *mark, struct point at,
                      enum side side)
{
    int radius = mark->first ? 9 : 7, arm = mark->first ? 4 : 3;
    text_printf(picture->out,
                "<circle class=\"sign\" cx=\"%d\" cy=\"%d\" r=\"%d\"/>"
                "<path class=\"cross\" d=\"M%d %dl%d %dm0 -%dl-%d %d\"/>",
                at.x, at.y, radius, at.x - arm, at.y - arm, 2 * arm, 2 * arm, 2 * arm, 2 * arm,
                2 * arm);
    if (mark->first)
        picture->words = (struct words){words_at(at, radius, side), side, "first wrong"};
}

void picture_end_group(struct picture *picture, const struct picture_mark *mark, struct point sign,
                       enum side side)
{
    if (mark)
        draw_sign(picture, mark, sign, side);
    text_string(picture->out, mark ? "</g></a>\n" : "</g>\n");
}

/* ---- text ---- */

static void begin_text(struct picture *picture, const char *class, struct point at)
{
    text_printf(picture->out, "<text class=\"%s\" x=\"%d\" y=\"%d\">", class, at.x, at.y);
}

void picture_name_text(struct picture *picture, struct point at, const char *name)
{
    begin_text(picture, "name", at);
    picture_name(picture, name);
    text_literal(picture->out, "</text>");
}

void picture_value_text(struct picture *picture, struct point at, const char *value)
{
    begin_text(picture, "value", at);
    picture_number(picture, value ? value : "");
    text_literal(picture->out, "</text>");
}

void picture_label(struct picture *picture, struct point at, const char *name, const char *value,
                   bool has_value)
{
    begin_text(picture, "label", at);
    text_literal(picture->out, "<tspan class=\"name\">");
    picture_name(picture, name);
    text_literal(picture->out, "</tspan>");
    if (has_value) {
        text_literal(picture->out, "<tspan class=\"value\" dx=\"5\">");
        picture_number(picture, value ? value : "");
        text_literal(picture->out, "</tspan>");
    }
    text_literal(picture->out, "</text>");
}
