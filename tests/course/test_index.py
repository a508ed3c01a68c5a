"""Questions that readers ask on public forums: each has a phrase in the index of the chapter that answers it."""

import re
from pathlib import Path

import pytest

CHAPTERS = Path(__file__).parents[2] / "chapters"
PHRASE = re.compile(r"^```\{index\} single: (.+)$", re.MULTILINE)

# chapter, question, phrase of the index
QUESTIONS = [
    ("frameworks", "Why is the picture one pixel off?", "shift; by one or two pixels, after a conversion"),
    ("frameworks", "Why two pixels?", "shift; by one or two pixels, after a conversion"),
    ("frameworks", "What is SAME of a transposed layer?", "TensorFlow; SAME of a transposed convolution"),
    ("frameworks", "What does SAME do for k < s?", "SAME; with a kernel smaller than the stride"),
    ("frameworks", "Which end loses the odd cell?", "ONNX; SAME_UPPER, SAME_LOWER and output_shape"),
    ("frameworks", "auto_pad beside output_padding?", "ONNX; auto_pad beside output_padding"),
    ("frameworks", "How do I convert a dilated layer?", "Keras; Conv2DTranspose and dilation"),
    ("frameworks", "Is output_padding None 0?", "Keras; output_padding None is not 0"),
    ("frameworks", "Why output_shape?", "TensorFlow; output_shape, why it wants one"),
    ("frameworks", "Is JAX's padding mine?", "JAX; padding is that of the zero-inserted input"),
    ("frameworks", "Which conversion always works?", "Slice; of the uncropped result, a conversion that always works"),
    ("frameworks", "padding=1 in Keras?", "Keras; padding=1 is refused, 'int' object has no attribute 'lower'"),
    ("frameworks", "Why is my output_padding refused?", "Keras; output_padding must be strictly less than strides"),
    ("frameworks", "output_shape with batch?", "ONNX; output_shape has the sizes of the axes alone"),
    ("frameworks", "Negative pads?", "ONNX; pads must not contain negative values"),
    ("frameworks", "padding='same'?", "padding='same'; refused by ConvTranspose"),
    ("channels_groups", "How do I fold BatchNorm?", "BatchNorm; folded into a transposed convolution"),
    ("channels_groups", "Why does PyTorch's folding fail?", "fuse_conv_bn_eval; fails with groups"),
    ("channels_groups", "Which axis for the scales?", "quantisation; axis 1 of a transposed weight"),
    ("channels_groups", "Why 4 norms for 6 outputs?", "weight_norm; of a transposed convolution takes dim=1"),
    ("channels_groups", "Which axis prunes outputs?", "pruning; of a transposed convolution"),
    ("padding_crops", "padding_mode='circular'?", "circular padding; its adjoint wraps full"),
    ("padding_crops", "padding_mode='reflect'?", "reflected padding; its adjoint folds full"),
    (
        "padding_crops",
        "Which padding keeps the size?",
        "padding; none keeps the size with an even kernel at stride 1",
    ),
    ("segmentation", "Which sizes are legal?", "U-Net; needs multiples of 2^L"),
    ("segmentation", "How do odd sizes come back?", "U-Net; odd sizes"),
    ("segmentation", "And in three dimensions?", "U-Net; in three dimensions"),
    ("segmentation", "What undoes a pooling?", "max-pooling; its way back"),
    ("segmentation", "Pad and crop, or output_size?", "output_size; against pad and crop"),
    ("segmentation", "Why does FCN crop 19?", "FCN; crop of 19 cells"),
    ("receptive_field", "Where does FCN's 19 come from?", "FCN; crop of 19 cells"),
    ("receptive_field", "A stride of one half?", "receptive field; through a transposed convolution"),
    (
        "upsampling",
        "Why is bilinear not interpolate?",
        "interpolation; a bilinear layer differs from F.interpolate at the borders",
    ),
    ("upsampling", "How do I make it equal?", "interpolation; borders made equal by padding with replicated cells"),
    ("subpixel", "Why are the colours mixed?", "DepthToSpace; DCR and CRD"),
    ("subpixel", "And PixelShuffle's order?", "PixelShuffle; order of channels in TensorFlow and ONNX"),
    (
        "checkerboard",
        "k divides by s: why squares?",
        "checkerboard; kernel size divisible by the stride does not cure it",
    ),
    ("checkerboard", "Why are they back after training?", "checkerboard; comes back in training"),
    ("checkerboard", "What is it in sound?", "constant overlap-add; is the condition for no checkerboard"),
    ("fast", "MACs of which size?", "MAC; counted by input pixels, not by output pixels"),
    ("fast", "How many FLOPs?", "FLOPs; of a transposed convolution"),
    ("fast", "Why is my decoder slow?", "decoder; why it is slow and takes memory"),
    ("fast", "Why does it eat memory?", "memory; of the columns beside the output"),
    ("streaming", "Rates 5 and 15?", "vocoder; k10 s5 and k30 s15"),
    ("streaming", "Why one sample short?", "vocoder; one sample short"),
    ("streaming", "What is causal upsampling?", "causal; crop on the right, k − s cells"),
    ("streaming", "Why not crop the left?", "causal; padding crops both ends"),
    ("streaming", "How do I upsample a stream?", "streaming; chunk by chunk, equal to the bit"),
    ("streaming", "When is the bias added?", "streaming; bias carried twice"),
    ("streaming", "Is the inverse STFT this layer?", "inverse STFT; is a transposed convolution"),
    ("streaming", "When do windows add up?", "constant overlap-add; all phase sums are equal"),
]


@pytest.mark.parametrize(("stem", "question", "phrase"), QUESTIONS)
def test_the_index_of_the_chapter_that_answers_a_question_has_its_phrase(stem, question, phrase):
    assert phrase in PHRASE.findall((CHAPTERS / f"{stem}.md").read_text("utf-8")), question
