"""Pictures of what trained networks make."""

from __future__ import annotations

from web.figures import photos
from web.figures.picture import Picture

__all__ = ["PICTURES"]

PICTURES = {
    "generation_textures": Picture(
        photos.generated_textures,
        {},
        "One texture, enlarged four times by five trained decoders. First the image that they are given, and the one"
        " that is wanted, then the results of {ways}: all have the dark and bright stripes, with blurred edges; a fine"
        " pattern lies over the stripes of k3 s2 p1 a1, k4 s2 p1 and pixel shuffle. Each shows {pixels}×{pixels}"
        " pixels.",
    ),
    "generation_grey": Picture(
        photos.grey_squares,
        {},
        "The same decoders, given plain grey. {pixels}×{pixels} pixels each of what comes out of {ways}, with black for"
        " {low} below the mean and white for {high} above it: all but resize + conv show a tile of 4×4 pixels,"
        " repeated.",
    ),
    "generation_energies": Picture(
        photos.loss_and_energy,
        {},
        "The tile's deviation, before and after training. In percent of the range from black to white, over {seeds}"
        " seeds: {spans}.",
    ),
}
