#include "filesystem.h"

#include <fcntl.h>
#include <stddef.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/vfs.h>

/* The names as the kernel and coreutils have them. */
static const struct kind {
    uint32_t magic;
    struct filesystem is;
} kinds[] = {
    /* Over a network, or written by another system beside this one. */
    {0x00006969, {"NFS", 1}},
    {0x0000517B, {"SMB", 1}},
    {0xFE534D42, {"SMB", 1}},
    {0xFF534D42, {"CIFS", 1}},
    {0x65735546, {"FUSE", 1}}, /* sshfs, virtiofs, mergerfs, and anything else behind it */
    {0x01021997, {"9P", 1}},
    {0x00C36400, {"Ceph", 1}},
    {0x5346414F, {"AFS", 1}},
    {0x6B414653, {"AFS", 1}}, /* the kernel's own */
    {0x73757245, {"Coda", 1}},
    {0x0000564C, {"NCP", 1}},
    {0x0BD00BD0, {"Lustre", 1}},
    {0x47504653, {"GPFS", 1}},
    {0x19830326, {"BeeGFS", 1}},
    {0x20030528, {"OrangeFS", 1}},
    {0xAAD7AAEA, {"PanFS", 1}},
    {0x013111A8, {"IBRIX", 1}},
    {0xBEEFDEAD, {"StorNext", 1}},
    {0x786F4256, {"VirtualBox shared folder", 1}},
    {0xBACBACBC, {"VMware shared folder", 1}},
    {0x7C7C6673, {"Parallels shared folder", 1}},
    {0x00C0FFEE, {"hostfs", 1}},
    /* On disks that several machines share. */
    {0x7461636F, {"OCFS2", 1}},
    {0x01161970, {"GFS2", 1}},
    {0x61636673, {"ACFS", 1}},
    {0xA501FCF5, {"VxFS", 1}},
    /* Layers over directories of this machine, which can be written beneath them. */
    {0x794C7630, {"overlay", 0}},
    {0x61756673, {"aufs", 0}},
    {0x0000F15F, {"eCryptfs", 0}},
};

void filesystem_of(int fd, struct filesystem *out)
{
    struct statfs fs;

    *out = (struct filesystem){"unknown", 1};
    if (fstatfs(fd, &fs) != 0)
        return;
    *out = (struct filesystem){NULL, 0};
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if ((uint32_t)fs.f_type == kinds[i].magic)
            *out = kinds[i].is;
}

int filesystem_mount(int fd, const char *path, struct mount *out)
{
    struct statx stx;
    struct stat st;

    *out = (struct mount){0};
    if (statx(fd, path, AT_EMPTY_PATH, STATX_MNT_ID, &stx) != 0) {
        /* Some sandboxes do not know the call. */
        if (fstatat(fd, path, &st, AT_EMPTY_PATH) != 0)
            return -1;
        out->device = st.st_dev;
        return 0;
    }
    out->device = makedev(stx.stx_dev_major, stx.stx_dev_minor);
    out->id = stx.stx_mask & STATX_MNT_ID ? stx.stx_mnt_id : 0;
    out->root = (stx.stx_attributes & STATX_ATTR_MOUNT_ROOT) != 0;
    return 0;
}

int filesystem_same_mount(const struct mount *a, const struct mount *b)
{
    return a->device == b->device && a->id == b->id;
}
