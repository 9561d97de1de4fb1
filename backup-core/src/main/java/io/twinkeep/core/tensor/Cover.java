package io.twinkeep.core.tensor;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Turns what a header says of its tensors into extents that cover the whole file. */
final class Cover {
    private Cover() {}

    /**
     * The given extents in file order without the empty ones, and nameless opaque extents for what lies between.
     *
     * @throws Malformed if two overlap or one leaves the file: then the header cannot be believed at all
     */
    static List<Extent> of(long size, List<Extent> known) throws Malformed {
        // the header is one of them
        if (known.size() > TensorLayouts.MAX_TENSORS + 1) {
            throw new Malformed("more than " + TensorLayouts.MAX_TENSORS + " tensors");
        }
        var sorted = known.stream()
                .filter(extent -> extent.length() > 0)
                .sorted(Comparator.comparingLong(Extent::offset))
                .toList();
        var cover = new ArrayList<Extent>(sorted.size() + 1);
        long end = 0;
        for (Extent extent : sorted) {
            if (extent.offset() < end || extent.length() > size - extent.offset()) {
                throw new Malformed("tensors overlap or leave the file");
            }
            addGap(cover, end, extent.offset());
            cover.add(extent);
            end = extent.offset() + extent.length();
        }
        addGap(cover, end, size);
        return cover;
    }

    private static void addGap(List<Extent> cover, long from, long to) {
        if (from < to) {
            cover.add(new Extent(from, to - from, ElementType.OPAQUE, ""));
        }
    }
}
