/* What both kinds of pictures are made of: groups with places, text, marks. Private to the files picture_*.c. */
#ifndef RENDER_PICTURE_PARTS_H
#define RENDER_PICTURE_PARTS_H

#include "render/picture.h"

struct point {
    int x, y;
};

/* Where words stand that belong to a sign: beside it, or above it, ending where it ends. */
enum side { SIDE_RIGHT, SIDE_LEFT, SIDE_ABOVE };

/* About the width of "first wrong" with its sign, in pixels. */
#define WORDS_WIDTH 92

struct words {
    struct point at;
    enum side side;
    const char *text;
};

struct picture {
    struct text *out;
    struct arena *arena; /* until the picture is drawn */
    const struct picture_marks *marks;
    struct words words; /* of the first mistake, once its sign is drawn; text is NULL: none */
};

/* <svg> with its title; what the description says follows, up to picture_described. */
void picture_begin(struct picture *picture, const char *classes, int width, int height);
void picture_described(struct picture *picture);
/* Words of a sign stand before all else. */
void picture_end(struct picture *picture);

/* Text of anybody; names with raised and lowered digits; a minus sign in numbers. */
void picture_plain(struct picture *picture, const char *text);
void picture_name(struct picture *picture, const char *name);
void picture_number(struct picture *picture, const char *number);

/* The mark at the place, or NULL. */
const struct picture_mark *picture_mark_at(const struct picture *picture, const char *place);

/* The group of a place, and its end; `sign` is where the sign of its mark stands, if it has one, and what it says on
 * a side of it. */
const struct picture_mark *picture_group(struct picture *picture, const char *classes,
                                         const char *place);
void picture_end_group(struct picture *picture, const struct picture_mark *mark, struct point sign,
                       enum side side);

/* <text> with a name; with a value, which may be NULL: still to come. */
void picture_name_text(struct picture *picture, struct point at, const char *name);
void picture_value_text(struct picture *picture, struct point at, const char *value);
/* Both behind each other. */
void picture_label(struct picture *picture, struct point at, const char *name, const char *value,
                   bool has_value);

#endif
