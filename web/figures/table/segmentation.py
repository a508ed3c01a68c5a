"""The pictures of the chapter on segmentation."""

from web.figures import unets
from web.figures.picture import Picture

__all__ = ["PICTURES"]

PICTURES = {
    "segmentation_padded": Picture(
        unets.u_sizes,
        {"size": 572, "stages": 4, "padding": 1},
        "A padded U-Net on {size} pixels. The encoder's skips have {down} cells; the first doubling makes {up},"
        " which is not the skip's size, and the decoder stops there.",
    ),
    "segmentation_unpadded": Picture(
        unets.u_sizes,
        {"size": 572, "stages": 4, "padding": 0},
        "The same U-Net without padding. The encoder's skips have {down} cells; the doublings make {up}, and the skips"
        " lose {cuts} cells in all, as many at each end; {out} pixels come out.",
    ),
    "segmentation_shift": Picture(
        unets.crop_shift,
        {"size": 573, "stages": 4},
        "Half a pixel at {size}. The decoder's {up} cells belong at cell {true} of the skip's {skip}; their middle"
        " would put them at {middle}, which is {apart} later.",
    ),
    "segmentation_found": Picture(
        unets.found_shapes,
        {},
        "One test image and what five trained networks found. Mean IoU on it: {each}. Of {cells} cells, {wrong} are"
        " wrong.",
    ),
}
