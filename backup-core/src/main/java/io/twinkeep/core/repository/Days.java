package io.twinkeep.core.repository;

import io.twinkeep.core.ids.ObjectKey;
import io.twinkeep.core.objectstore.ObjectInfo;
import io.twinkeep.core.objectstore.ObjectStore;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.stream.Stream;

/** The days from {@code first} through {@code last}, in UTC, and what lies in their folders. */
public record Days(LocalDate first, LocalDate last) {
    public static final Days ALL = new Days(LocalDate.of(0, 1, 1), LocalDate.of(9999, 12, 31));

    // More folders than this are not asked for one by one.
    private static final long FOLDERS = 400;

    public static Days only(LocalDate day) {
        return new Days(day, day);
    }

    public boolean contains(LocalDate day) {
        return !day.isBefore(first) && !day.isAfter(last);
    }

    /** The objects in the folders of these days, in the order of their keys, read as the stream is consumed. */
    public Stream<ObjectInfo> list(ObjectStore store, ObjectKey top) {
        if (ChronoUnit.DAYS.between(first, last) < FOLDERS) {
            return Stream.iterate(first, day -> !day.isAfter(last), day -> day.plusDays(1))
                    .flatMap(day -> store.list(Layout.day(top, day)));
        }
        return store.list(top)
                .filter(object ->
                        Layout.dayOf(object.key()).filter(this::contains).isPresent());
    }
}
