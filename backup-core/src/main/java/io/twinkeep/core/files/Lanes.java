package io.twinkeep.core.files;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** The lanes of one disk, given to its files in turn. */
final class Lanes implements AutoCloseable {
    // An OpenSSH server allows ten channels per connection; one more than these is needed for everything else.
    private static final int COUNT = 4;

    private final List<Lane> lanes;
    private final AtomicInteger given = new AtomicInteger();

    Lanes(RemoteDisk disk) {
        this.lanes = IntStream.range(0, COUNT).mapToObj(i -> new Lane(disk)).toList();
    }

    Lane next() {
        return lanes.get(Math.floorMod(given.getAndIncrement(), COUNT));
    }

    /** Ends what is under way. */
    @Override
    public void close() {
        lanes.forEach(Lane::close);
    }
}
