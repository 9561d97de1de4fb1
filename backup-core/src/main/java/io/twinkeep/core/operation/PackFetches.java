package io.twinkeep.core.operation;

import io.twinkeep.core.ids.PackId;
import io.twinkeep.core.objectstore.ByteRange;
import io.twinkeep.core.pack.PackReader;
import io.twinkeep.core.pack.StoredChunk;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Fetches the sealed chunks that a restore needs, in the order in which it needs them, neighbours of a pack in one
 * request. Which chunks share a request is settled while {@link #plan} is called; {@link #take} is then thread-safe. A
 * request's bytes are dropped when its last chunk has been taken, and no request waits for a chunk that comes more than
 * {@value #WINDOW} bytes later, which bounds the memory.
 */
final class PackFetches {
    private static final int WINDOW = 64 << 20;
    // What a killed restore has fetched and not yet written is fetched again: on small models small requests keep that
    // to
    // a few percent, on large ones larger requests are fewer.
    private static final int MAX_REQUEST = 8 << 20;
    private static final int MIN_REQUEST = 1 << 20;
    private static final int REQUESTS_WANTED = 128;
    // Fetching bytes that nobody wants is cheaper than another request, up to about here.
    private static final int GAP = 128 << 10;

    private final PackReader packs;
    private final int requestBytes;
    private final Map<PackId, Request> open = new HashMap<>();
    private final List<Request> requests = new ArrayList<>();
    private final AtomicLong fetched = new AtomicLong();
    private long planned;

    /** @param bytesToWrite about how much the files have that are to be put together */
    PackFetches(PackReader packs, long bytesToWrite) {
        this.packs = packs;
        this.requestBytes = Math.clamp(bytesToWrite / REQUESTS_WANTED, MIN_REQUEST, MAX_REQUEST);
    }

    /** One planned chunk: its number is its place in the order. */
    record Ticket(StoredChunk chunk, Request request) {}

    /** A stretch of a pack, fetched once for all its chunks. */
    static final class Request {
        private final PackId pack;
        private final long startedAt;
        private final int start;
        private int end;
        private int waiting;
        private byte[] bytes;

        Request(StoredChunk first, long startedAt) {
            pack = first.pack();
            start = first.offset();
            end = first.offset() + first.length();
            this.startedAt = startedAt;
        }

        private boolean accepts(StoredChunk chunk, long now, int most) {
            int chunkEnd = chunk.offset() + chunk.length();
            return chunk.offset() >= start
                    && chunk.offset() <= end + GAP
                    && chunkEnd - start <= most
                    && now - startedAt <= WINDOW;
        }
    }

    /** Announces the next chunk in order. */
    Ticket plan(StoredChunk chunk) {
        Request request = open.get(chunk.pack());
        if (request == null || !request.accepts(chunk, planned, requestBytes)) {
            request = new Request(chunk, planned);
            open.put(chunk.pack(), request);
            requests.add(request);
        }
        request.end = Math.max(request.end, chunk.offset() + chunk.length());
        request.waiting++;
        planned += chunk.length();
        return new Ticket(chunk, request);
    }

    /** Bytes that all requests together will fetch. */
    long plannedBytes() {
        return requests.stream()
                .mapToLong(request -> request.end - request.start)
                .sum();
    }

    /** Bytes fetched so far. */
    long fetchedBytes() {
        return fetched.get();
    }

    /**
     * Puts the chunk's raw bytes at the start of {@code out}; to be called once a ticket.
     *
     * @param base its base's raw bytes, null if it stands alone
     */
    void take(Ticket ticket, byte[] base, byte[] out) {
        Request request = ticket.request();
        byte[] sealed = bytesOf(request);
        packs.open(ticket.chunk(), sealed, ticket.chunk().offset() - request.start, base, out);
    }

    private byte[] bytesOf(Request request) {
        synchronized (request) {
            if (request.bytes == null) {
                var range = new ByteRange(request.start, request.end - request.start);
                request.bytes = LostPack.orCorrupt(() -> packs.fetch(request.pack, range));
                fetched.addAndGet(request.end - request.start);
            }
            byte[] bytes = request.bytes;
            if (--request.waiting == 0) {
                request.bytes = null;
            }
            return bytes;
        }
    }
}
