"""The kinds of picture files that are read, apart from what reads them: the page asks before it loads a decoder."""

ENDINGS = {  # of the names of files, by the format as Pillow calls it
    "JPEG": ("jpg", "jpeg", "jfif"),
    "PNG": ("png",),
    "WEBP": ("webp",),
    "BMP": ("bmp",),
    "TIFF": ("tif", "tiff"),
    "GIF": ("gif",),
    "HEIC": ("heic", "heif"),
}
ALL_ENDINGS = tuple(ending for endings in ENDINGS.values() for ending in endings)
