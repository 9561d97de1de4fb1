package io.twinkeep.agent.spool;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Spools and facts of tests. */
final class SpoolFixture {
    static final SpoolSettings SMALL = new SpoolSettings(64 << 10, 4 << 10);

    private SpoolFixture() {}

    static Spool open(Path directory, SpoolSettings settings, List<Damage> damages) {
        return Spool.open(directory, settings, new UnsyncedDisk(), new Random(7)::nextLong, damages::add);
    }

    static Spool open(Path directory, SpoolSettings settings) {
        return open(directory, settings, new ArrayList<>());
    }

    static Fact fact(String text) {
        return new Fact(9, 1, text.getBytes(StandardCharsets.UTF_8));
    }

    static String text(SpoolEntry entry) {
        return new String(entry.fact().bytes(), StandardCharsets.UTF_8);
    }

    /** All that can be read now, as text. */
    static List<String> texts(Spool spool) {
        try (SpoolReader reader = spool.reader()) {
            var texts = new ArrayList<String>();
            List<SpoolEntry> entries = reader.next(100, 1 << 20);
            while (!entries.isEmpty()) {
                entries.forEach(entry -> texts.add(text(entry)));
                entries = reader.next(100, 1 << 20);
            }
            return texts;
        }
    }
}
