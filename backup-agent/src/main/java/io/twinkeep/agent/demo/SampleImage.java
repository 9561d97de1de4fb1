package io.twinkeep.agent.demo;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;

/** Small images whose metadata tell what made them, as A1111 writes it. */
final class SampleImage {
    private static final int SIZE = 64;
    private static final String FORMAT = "javax_imageio_png_1.0";
    private static final String[] SUBJECTS = {
        "a red fox", "an old lighthouse", "a paper boat", "雪山", "a bowl of noodles"
    };
    private static final String[] LIGHTS = {"at dawn", "in the rain", "by candlelight", "under stars"};

    private SampleImage() {}

    /** The same bytes for the same seed. */
    static byte[] png(long seed) throws IOException {
        var image = new BufferedImage(SIZE, SIZE, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < SIZE; y++) {
            for (int x = 0; x < SIZE; x++) {
                image.setRGB(x, y, color(seed, x, y));
            }
        }
        ImageWriter writer = ImageIO.getImageWritersByFormatName("png").next();
        var bytes = new ByteArrayOutputStream();
        try (var stream = ImageIO.createImageOutputStream(bytes)) {
            writer.setOutput(stream);
            writer.write(new IIOImage(image, null, metadata(writer, image, parameters(seed))));
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }

    private static int color(long seed, int x, int y) {
        long mixed = Gaussian.mix(seed);
        int red = (int) (mixed & 0xff) * x / SIZE;
        int green = (int) (mixed >>> 8 & 0xff) * y / SIZE;
        int blue = (int) (mixed >>> 16 & 0xff) * (x ^ y) / SIZE;
        return red << 16 | green << 8 | blue;
    }

    private static String parameters(long seed) {
        String prompt = SUBJECTS[(int) (seed % SUBJECTS.length)] + " " + LIGHTS[(int) (seed / 7 % LIGHTS.length)];
        return prompt + "\nSteps: 9, Sampler: Euler, CFG scale: 1.0, Seed: " + seed + ", Size: " + SIZE + "x" + SIZE
                + ", Model: z-image-turbo";
    }

    private static IIOMetadata metadata(ImageWriter writer, BufferedImage image, String parameters) throws IOException {
        IIOMetadata metadata = writer.getDefaultImageMetadata(ImageTypeSpecifier.createFromRenderedImage(image), null);
        var entry = new IIOMetadataNode("iTXtEntry");
        entry.setAttribute("keyword", "parameters");
        entry.setAttribute("compressionFlag", "FALSE");
        entry.setAttribute("compressionMethod", "0");
        entry.setAttribute("languageTag", "");
        entry.setAttribute("translatedKeyword", "");
        entry.setAttribute("text", parameters);
        var texts = new IIOMetadataNode("iTXt");
        texts.appendChild(entry);
        var root = new IIOMetadataNode(FORMAT);
        root.appendChild(texts);
        metadata.mergeTree(FORMAT, root);
        return metadata;
    }
}
