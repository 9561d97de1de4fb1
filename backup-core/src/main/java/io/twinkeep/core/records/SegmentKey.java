package io.twinkeep.core.records;

import io.twinkeep.core.ids.ObjectKey;
import io.twinkeep.core.ids.RepositoryId;
import io.twinkeep.core.repository.Layout;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Names a segment: the {@code number}th, from 0, that was written to a repository on a day. Ordered by these. */
public record SegmentKey(LocalDate day, RepositoryId repository, int number) implements Comparable<SegmentKey> {
    static final int MAX = 999_999;

    private static final Pattern NAME = Pattern.compile("([0-9a-f]{32})-([0-9]{6})");
    private static final Comparator<SegmentKey> ORDER = Comparator.comparing(SegmentKey::day)
            .thenComparing(key -> key.repository().toString())
            .thenComparingInt(SegmentKey::number);

    public SegmentKey {
        if (number < 0 || number > MAX) {
            throw new IllegalArgumentException("not the number of a segment: " + number);
        }
    }

    /** Empty if the object is no segment. */
    public static Optional<SegmentKey> parse(ObjectKey key) {
        Matcher name = NAME.matcher(key.name());
        if (!key.value().startsWith(Layout.RECORDS + "/") || !name.matches()) {
            return Optional.empty();
        }
        return Layout.dayOf(key)
                .map(day -> new SegmentKey(day, RepositoryId.parse(name.group(1)), Integer.parseInt(name.group(2))));
    }

    public ObjectKey object() {
        return Layout.day(Layout.RECORDS, day).resolve("%s-%06d".formatted(repository, number));
    }

    @Override
    public int compareTo(SegmentKey other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return object().toString();
    }
}
