package io.twinkeep.core.tensor;

import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * Where a file is cut into the pieces that become chunks, told from its extents without reading it.
 *
 * <ul>
 *   <li>A tensor: blocks of {@link #MAX_CHUNK} from its own start, wherever in the file that is.
 *   <li>Small tensors next to each other and of one type: groups, since a reference of 80 bytes to a bias of 512 would
 *       be dear. A group ends after a tensor whose name says so, not after so many bytes from somewhere: so that in
 *       another sharding of the model only the groups at the shards' edges differ.
 *   <li>Bytes without a name: one span, to be cut by their content ({@link PieceReader}).
 * </ul>
 */
public final class ChunkCuts {
    /** The longest piece, in bytes. */
    public static final int MAX_CHUNK = 4 << 20;

    /** Tensors of fewer bytes are grouped. */
    static final int SMALL = 64 << 10;

    /** Bytes of a group on average, because a tensor of n bytes ends its group with probability n / this. */
    static final int USUAL_GROUP = 256 << 10;

    static final int MAX_GROUP = 1 << 20;

    private ChunkCuts() {}

    /**
     * The spans of a file with these extents, in its order, covering the same bytes. Made while iterating, so the
     * blocks of a large tensor take no memory.
     *
     * @param extents of one file, as {@link TensorLayouts#of} gives them
     */
    public static Iterable<Span> plan(List<Extent> extents) {
        return () -> new Spans(extents);
    }

    private static final class Spans implements Iterator<Span> {
        private final List<Extent> extents;
        private final Role role = new Role();
        private int index;
        private long block;

        Spans(List<Extent> extents) {
            this.extents = extents;
        }

        @Override
        public boolean hasNext() {
            return index < extents.size();
        }

        @Override
        public Span next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            Extent extent = extents.get(index);
            if (extent.name().isEmpty()) {
                index++;
                boolean cut = extent.length() > ContentCutter.MIN;
                return new Span(extent.offset(), extent.length(), extent.type(), 0, cut);
            }
            return extent.length() < SMALL ? nextGroup(extent) : nextBlock(extent);
        }

        private Span nextBlock(Extent extent) {
            long start = block * MAX_CHUNK;
            long length = Math.min(MAX_CHUNK, extent.length() - start);
            var span = new Span(extent.offset() + start, length, extent.type(), roleOf(block, extent.name()), false);
            boolean isLast = start + length == extent.length();
            block = isLast ? 0 : block + 1;
            index += isLast ? 1 : 0;
            return span;
        }

        private long roleOf(long number, String name) {
            return role.block(number).add(name).finish();
        }

        private Span nextGroup(Extent first) {
            int end = endOfGroup(first);
            role.block(0);
            for (Extent extent : extents.subList(index, end)) {
                if (!extent.name().isEmpty()) {
                    role.add(extent.name());
                }
            }
            Extent last = extents.get(end - 1);
            index = end;
            long length = last.offset() + last.length() - first.offset();
            return new Span(first.offset(), length, first.type(), role.finish(), false);
        }

        /** The index after the last extent of the group, which is a tensor: padding after it is not part of it. */
        private int endOfGroup(Extent first) {
            int end = index + 1;
            if (endsGroup(first)) {
                return end;
            }
            for (int i = index + 1; i < extents.size(); i++) {
                Extent extent = extents.get(i);
                boolean fits = extent.offset() + extent.length() - first.offset() <= MAX_GROUP;
                if (!fits || !joins(extent, first.type())) {
                    return end;
                }
                if (!extent.name().isEmpty()) {
                    end = i + 1;
                    if (endsGroup(extent)) {
                        return end;
                    }
                }
            }
            return end;
        }

        /** Padding joins too, if it leaves the elements after it in step. */
        private static boolean joins(Extent extent, ElementType type) {
            boolean inStep = extent.name().isEmpty() && extent.length() % type.bytes() == 0;
            return extent.length() < SMALL && (inStep || extent.type() == type);
        }

        private boolean endsGroup(Extent extent) {
            return Long.remainderUnsigned(roleOf(0, extent.name()), USUAL_GROUP) < extent.length();
        }
    }
}
