package io.twinkeep.agent.spool;

import io.twinkeep.core.facts.StoredFact;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
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

    static StoredFact fact(String text) {
        return new StoredFact(9, 1, text.getBytes(StandardCharsets.UTF_8));
    }

    /** A fact of a version with very many files: as many bytes as that has. */
    static StoredFact largeFact(String text, int bytes) {
        return new StoredFact(9, 1, Arrays.copyOf(text.getBytes(StandardCharsets.UTF_8), bytes));
    }

    static String text(SpoolEntry entry) {
        byte[] bytes = entry.fact().bytes();
        int end = bytes.length;
        while (end > 0 && bytes[end - 1] == 0) {
            end--;
        }
        return new String(bytes, 0, end, StandardCharsets.UTF_8);
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
