/**
 * disk: files below a folder, read with care: what a project holds may be a device, a pipe, a
 * link to anywhere, or larger than memory. Used by files alone.
 */
#ifndef PROJECT_DISK_H
#define PROJECT_DISK_H

#include "project/files.h"

struct disk;

/** `root`: a folder that need not be there (then it holds nothing). */
struct disk *disk_new(struct arena *arena, struct str root);

/** As files_root(). */
struct str disk_root(const struct disk *disk);

enum file_result disk_read(struct arena *arena, struct disk *disk, struct str path,
                           struct str *text, struct str *problem);

/** The same of a file that still has the stamp; FILE_UNREADABLE, without a problem, of another.
 */
enum file_result disk_read_unchanged(struct arena *arena, struct disk *disk, struct str path,
                                     const struct git_stamp *stamp, struct str *text);

/** As files_list(), unsorted, of 100,000 entries at most: the nearest ones. */
void disk_list(struct arena *arena, struct disk *disk, struct str folder, bool deep,
               struct str_list *paths);

/** Was there more in a folder than a listing gave? */
bool disk_is_cut(const struct disk *disk);

/** True when the path is a folder that holds something. */
bool disk_is_folder(struct arena *arena, struct disk *disk, struct str path);

#endif
