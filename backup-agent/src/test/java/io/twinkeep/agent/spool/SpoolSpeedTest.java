package io.twinkeep.agent.spool;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinkeep.core.catalog.GenerationRecord;
import io.twinkeep.core.facts.FactCodec;
import io.twinkeep.core.parallel.Parallel;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
class SpoolSpeedTest {
    private static final int FACTS = 40_000;

    @TempDir
    Path directory;

    @Test
    void twoThousandRecordsASecondAreAcknowledgedAndTwentyThousandRead() {
        List<GenerationRecord> records = IntStream.range(0, FACTS)
                .mapToObj(i -> GenerationRecordFormTest.record(new Random(i)))
                .toList();
        try (Spool spool = Spool.open(directory, SpoolSettings.DEFAULT, damage -> {})) {
            for (int appenders : List.of(8, 64, 256)) {
                long start = System.nanoTime();
                Parallel.forEach(appenders, records, record -> spool.append(FactCodec.encode(record)));
                System.out.printf("%d appenders: %.0f records/s acknowledged%n", appenders, rate(start, FACTS));
                assertThat(rate(start, FACTS)).isGreaterThan(2000.0 * Math.min(1, appenders / 64.0));
            }
            long start = System.nanoTime();
            int read = 0;
            try (SpoolReader reader = spool.reader()) {
                for (List<SpoolEntry> batch = reader.next(2000, 4 << 20);
                        !batch.isEmpty();
                        batch = reader.next(2000, 4 << 20)) {
                    batch.forEach(entry -> FactCodec.decode(entry.fact()));
                    read += batch.size();
                }
            }
            System.out.printf("%.0f records/s read and decoded%n", rate(start, read));
            assertThat(rate(start, read)).isGreaterThan(20_000);
        }
    }

    private static double rate(long start, int count) {
        return count / ((System.nanoTime() - start) / 1e9);
    }
}
