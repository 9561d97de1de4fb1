package io.twinkeep.agent.metadata;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/** What an image's container carries beside pixels, found but not yet understood; bounded in number and bytes. */
final class Carried {
    /** Bytes of one text, block of EXIF or packet of XMP; ComfyUI's workflows reach 1 MB. */
    static final int MAX_PART = 4 << 20;

    private static final int MAX_BYTES = 8 << 20;
    private static final int MAX_PARTS = 256;

    private final Map<String, String> texts = new LinkedHashMap<>();
    private final List<byte[]> exif = new ArrayList<>();
    private final List<byte[]> xmp = new ArrayList<>();
    private final Set<String> flags = new LinkedHashSet<>();
    private final Set<String> problems = new LinkedHashSet<>();
    private OptionalInt width = OptionalInt.empty();
    private OptionalInt height = OptionalInt.empty();
    private int parts;
    private long bytes;

    /** Only the first size counts. */
    void size(long width, long height) {
        if (this.width.isEmpty() && isSize(width) && isSize(height)) {
            this.width = OptionalInt.of((int) width);
            this.height = OptionalInt.of((int) height);
        }
    }

    private static boolean isSize(long pixels) {
        return pixels >= 1 && pixels <= Integer.MAX_VALUE;
    }

    /** The first text of a keyword counts. */
    void text(String keyword, String text) {
        if (mayTake(2L * text.length())) {
            texts.putIfAbsent(keyword, text);
        }
    }

    void exif(byte[] block) {
        if (mayTake(block.length)) {
            exif.add(block);
        }
    }

    void xmp(byte[] packet) {
        if (mayTake(packet.length)) {
            xmp.add(packet);
        }
    }

    /** Something is there that is only noted, such as a C2PA manifest. */
    void flag(String name) {
        flags.add(name);
    }

    void problem(String what) {
        if (problems.size() < MAX_PARTS) {
            problems.add(what);
        }
    }

    private boolean mayTake(long more) {
        if (!isFull() && bytes + more <= MAX_BYTES) {
            parts++;
            bytes += more;
            return true;
        }
        problem("the image carries too much metadata; the rest is left out");
        bytes = MAX_BYTES;
        return false;
    }

    /** Work done for a part counts even if the part is left out: a thousand bombs must not be inflated a bit each. */
    void spend(long work) {
        parts++;
        bytes = Math.min(MAX_BYTES, bytes + work);
    }

    /** Whether nothing more is taken, so that nothing more needs to be read. */
    boolean isFull() {
        return parts >= MAX_PARTS || bytes >= MAX_BYTES;
    }

    OptionalInt width() {
        return width;
    }

    OptionalInt height() {
        return height;
    }

    Map<String, String> texts() {
        return texts;
    }

    List<byte[]> exif() {
        return exif;
    }

    List<byte[]> xmp() {
        return xmp;
    }

    Set<String> flags() {
        return flags;
    }

    Set<String> problems() {
        return problems;
    }
}
