package io.twinkeep.core.records;

import io.twinkeep.core.catalog.CatalogEntry;
import io.twinkeep.core.crypto.DataKey;
import io.twinkeep.core.crypto.ObjectKind;
import io.twinkeep.core.errors.Conflict;
import io.twinkeep.core.errors.Corrupt;
import io.twinkeep.core.errors.Missing;
import io.twinkeep.core.errors.OutcomeUnknown;
import io.twinkeep.core.errors.Refused;
import io.twinkeep.core.errors.Unavailable;
import io.twinkeep.core.facts.FactCodec;
import io.twinkeep.core.facts.StoredFact;
import io.twinkeep.core.ids.ObjectKey;
import io.twinkeep.core.ids.RepositoryId;
import io.twinkeep.core.ids.Token;
import io.twinkeep.core.objectstore.ObjectBody;
import io.twinkeep.core.objectstore.ObjectInfo;
import io.twinkeep.core.objectstore.ObjectStore;
import io.twinkeep.core.placed.PlacedHeader;
import io.twinkeep.core.placed.PlacedObject;
import io.twinkeep.core.repository.Days;
import io.twinkeep.core.repository.Layout;
import io.twinkeep.core.repository.Repository;
import java.nio.ByteBuffer;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * Appends segments and reads them in order. Each takes the next number of its day by one conditional create, so of two
 * writers none overwrites the other; days are those of the store's clock. As thread-safe as its store.
 */
public final class RecordLog {
    /** No segment's object is larger. */
    public static final int MAX_OBJECT = 72 << 20;

    // A lost answer is looked into this often before we say so.
    private static final int LOOKS = 5;

    private final Repository repository;
    private final RandomGenerator random;

    /** @param random must be cryptographically strong: salts and segments' ids come from it */
    public RecordLog(Repository repository, RandomGenerator random) {
        this.repository = repository;
        this.random = random;
    }

    /**
     * Appends the entries in their order, in as many segments as they need; none if there are none. After a failure some
     * of the segments may be there: appending all again tells things twice, which harms nobody.
     *
     * @throws OutcomeUnknown if the store's answers were lost again and again
     */
    public List<SegmentKey> append(Iterable<? extends CatalogEntry> entries) {
        var written = new ArrayList<SegmentKey>();
        var facts = new ArrayList<StoredFact>();
        long bytes = 0;
        for (CatalogEntry entry : entries) {
            StoredFact fact = FactCodec.encode(entry);
            if (!facts.isEmpty() && bytes + fact.bytes().length > SegmentCodec.USUAL) {
                written.add(write(Token.random(random), facts));
                facts.clear();
                bytes = 0;
            }
            facts.add(fact);
            bytes += fact.bytes().length;
        }
        if (!facts.isEmpty()) {
            written.add(write(Token.random(random), facts));
        }
        return written;
    }

    /**
     * Appends the entries as one segment with an id of the caller's, who looks for it with {@link #find} after a crash or a lost
     * answer and so appends nothing twice. Of more than about 8 MiB the caller makes several.
     *
     * @throws OutcomeUnknown if the store's answers were lost again and again
     */
    public SegmentKey append(Token id, List<? extends CatalogEntry> entries) {
        return write(id, entries.stream().map(FactCodec::encode).toList());
    }

    /** The segment with this id among those that were written to this repository on these days. */
    public Optional<SegmentKey> find(Token id, Days days) {
        return segments(days).reversed().stream()
                .filter(key -> key.repository().equals(repository.id()))
                .filter(key -> isThereAndOurs(key, id))
                .findFirst();
    }

    private boolean isThereAndOurs(SegmentKey key, Token id) {
        try {
            return isOurs(key, id);
        } catch (Missing e) {
            return false;
        }
    }

    private SegmentKey write(Token id, List<StoredFact> facts) {
        repository.refuseIfGone();
        // Also where the newest key's wrap is lost from keys/: else the key before it would come back into use.
        repository.keys().search();
        byte[] content = SegmentCodec.encode(facts);
        LocalDate day = LocalDate.ofInstant(repository.store().now(), ZoneOffset.UTC);
        for (int number = count(day); number <= SegmentKey.MAX; number++) {
            var key = new SegmentKey(day, repository.id(), number);
            if (claim(key, seal(key, id, content), id)) {
                return key;
            }
        }
        throw new Refused("there are " + SegmentKey.MAX + " segments of records of " + day + " already");
    }

    private byte[] seal(SegmentKey place, Token id, byte[] content) {
        DataKey key = repository.keys().newest();
        var origin = new PlacedHeader.Origin(ObjectKind.RECORDS, key, repository.id(), place.object());
        byte[] details = ByteBuffer.allocate(Token.BYTES)
                .putLong(id.high())
                .putLong(id.low())
                .array();
        return PlacedObject.seal(origin, Token.random(random), details, new byte[0], ObjectBody.of(content));
    }

    /** How many segments the day has: numbers are dense, so the end is found by doubling and halving. */
    private int count(LocalDate day) {
        int count = 0;
        int step = 1;
        while (isThere(day, count + step - 1)) {
            count += step;
            step *= 2;
        }
        while (step > 1) {
            step /= 2;
            if (isThere(day, count + step - 1)) {
                count += step;
            }
        }
        return count;
    }

    private boolean isThere(LocalDate day, int number) {
        ObjectKey object = new SegmentKey(day, repository.id(), number).object();
        return repository.store().find(object).isPresent();
    }

    /** False if the number is somebody else's. */
    private boolean claim(SegmentKey place, byte[] object, Token id) {
        OutcomeUnknown lost = null;
        for (int look = 0; look < LOOKS; look++) {
            try {
                repository.store().putIfAbsent(place.object(), ObjectBody.of(object));
                return true;
            } catch (Conflict e) {
                if (lost == null) {
                    return false;
                }
            } catch (OutcomeUnknown e) {
                lost = e;
            }
            try {
                return isOurs(place, id);
            } catch (Missing e) {
                // Not there yet: perhaps it was lost on its way.
            } catch (Unavailable e) {
                throw lost;
            }
        }
        throw lost;
    }

    private boolean isOurs(SegmentKey place, Token id) {
        try {
            byte[] object = repository.store().get(place.object(), MAX_OBJECT);
            byte[] details = PlacedHeader.parse(object, ObjectKind.RECORDS, place.object(), name(place))
                    .details();
            return details.length == Token.BYTES
                    && Token.read(ByteBuffer.wrap(details)).equals(id);
        } catch (Corrupt | Refused e) {
            return false;
        }
    }

    /**
     * The segments of these days, in order, those included that a listing misses between others: to read them tells
     * whether they are lost.
     */
    public List<SegmentKey> segments(Days days) {
        return segments(repository.store(), days);
    }

    /** The same of any store; needs no key. */
    public static List<SegmentKey> segments(ObjectStore store, Days days) {
        var last = new TreeMap<SegmentKey, Integer>();
        try (Stream<ObjectInfo> objects = days.list(store, Layout.RECORDS)) {
            objects.flatMap(object -> SegmentKey.parse(object.key()).stream())
                    .forEach(
                            key -> last.merge(new SegmentKey(key.day(), key.repository(), 0), key.number(), Math::max));
        }
        var segments = new ArrayList<SegmentKey>();
        last.forEach((first, number) -> addAll(first.day(), first.repository(), number, segments));
        return segments;
    }

    private static void addAll(LocalDate day, RepositoryId repository, int last, List<SegmentKey> segments) {
        for (int number = 0; number <= last; number++) {
            segments.add(new SegmentKey(day, repository, number));
        }
    }

    /**
     * Reads a segment.
     *
     * @throws Missing if it is lost
     * @throws Corrupt if it is not what was stored
     * @throws Refused if no given key opens it, or if it holds what this Twinkeep does not know
     */
    public Segment read(SegmentKey key) {
        return new Segment(key, open(key, repository.store().get(key.object(), MAX_OBJECT)));
    }

    /** The entries in the object of a segment, wherever it was read. */
    public List<CatalogEntry> open(SegmentKey key, byte[] object) {
        String what = name(key);
        PlacedHeader header = PlacedHeader.parse(object, ObjectKind.RECORDS, key.object(), what);
        if (!header.repository().equals(key.repository())) {
            throw new Corrupt(what + " is corrupt: it was made for repository " + header.repository());
        }
        byte[] content = PlacedObject.content(header.key(repository.keys(), what), header, object, what);
        return SegmentCodec.decode(content, what).stream()
                .map(FactCodec::decode)
                .toList();
    }

    private String name(SegmentKey key) {
        return "segment " + key + " in " + repository.store();
    }
}
