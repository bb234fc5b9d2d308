/* A folder in the making: files are written into it one after the other, each whole or not at all; all of them that are new
 * are removed again unless the folder is kept. */
#ifndef BASE_NEW_FOLDER_H
#define BASE_NEW_FOLDER_H

#include "base/diagnostic.h"

struct new_folder;

/* Makes the folder `path`, or takes one that is there and empty (but for hidden files). NULL after one diagnostic. Closing
 * the arena before new_folder_keep removes what was made. */
struct new_folder *new_folder_open(struct arena *arena, const char *path,
                                   struct diagnostics *diagnostics);

/* The same for a folder that may have files of an earlier call, whose names `is_ours` knows: they are written anew, and when
 * the folder is kept those that were not are removed. */
struct new_folder *new_folder_reopen(struct arena *arena, const char *path,
                                     bool (*is_ours)(const char *name),
                                     struct diagnostics *diagnostics);

/* False after one diagnostic: there is no such file then. */
bool new_folder_write(struct new_folder *folder, const char *name, const char *bytes,
                      size_t length);

void new_folder_keep(struct new_folder *folder);

#endif
