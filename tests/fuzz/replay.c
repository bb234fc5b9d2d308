/* The main of a fuzz target where there is no fuzzing engine: runs the target on every file of the
 * folders and files given as arguments and prints how many there were. A finding shows as it does
 * under the engine: the program, or the sanitizer it was built with, stops.
 */
#include <dirent.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void stop(const char *path)
{
    fprintf(stderr, "%s: %s\n", path, strerror(errno));
    exit(3);
}

/* The bytes are in a block of exactly their size, so that a sanitizer sees a read past the end. */
static void replay_file(const char *path, size_t size)
{
    FILE *file = fopen(path, "rb");
    uint8_t *data = malloc(size ? size : 1);
    if (!file || !data || fread(data, 1, size, file) != size) {
        stop(path);
    }
    fclose(file);
    LLVMFuzzerTestOneInput(data, size);
    free(data);
}

static long replay(const char *path)
{
    struct stat status;
    if (stat(path, &status) != 0) {
        stop(path);
    }
    if (!S_ISDIR(status.st_mode)) {
        replay_file(path, (size_t)status.st_size);
        return 1;
    }
    DIR *folder = opendir(path);
    if (!folder) {
        stop(path);
    }
    long count = 0;
    for (struct dirent *entry; (entry = readdir(folder));) {
        if (entry->d_name[0] != '.') {
            char inner[4096];
            snprintf(inner, sizeof inner, "%s/%s", path, entry->d_name);
            count += replay(inner);
        }
    }
    closedir(folder);
    return count;
}

int main(int argc, char **argv)
{
    long count = 0;
    for (int i = 1; i < argc; i++) {
        count += replay(argv[i]);
    }
    printf("%ld inputs replayed\n", count);
    return count > 0 ? 0 : 1;
}
