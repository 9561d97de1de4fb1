package io.twinkeep.agent.spool;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinkeep.core.parallel.Parallel;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that appends from many threads is killed in the middle, again and again, over one directory. */
@Tag("slow")
class SpoolKillTest {
    @TempDir
    Path directory;

    @Test
    void nothingAcknowledgedIsLostToKillNine() throws IOException, InterruptedException {
        Set<String> acknowledged = new HashSet<>();
        for (int round = 0; round < 12; round++) {
            acknowledged.addAll(runAndKill(round));
            var damages = new ArrayList<Damage>();
            try (Spool spool = SpoolFixture.open(directory, SpoolSettings.DEFAULT, damages)) {
                List<String> texts = SpoolFixture.texts(spool);
                assertThat(new HashSet<>(texts)).as("round %d", round).containsAll(acknowledged);
                assertThat(texts).doesNotHaveDuplicates();
                assertThat(damages).allMatch(damage -> damage.lost() == 0);
            }
        }
        assertThat(acknowledged).hasSizeGreaterThan(1000);
    }

    private List<String> runAndKill(int round) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        SpoolKillTest.class.getName(),
                        directory.toString(),
                        String.valueOf(round))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        var told = new ArrayList<String>();
        int enough = new Random(round).nextInt(3000);
        try (var out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                if (line.endsWith(".")) {
                    told.add(line.substring(0, line.length() - 1));
                }
                if (told.size() == enough + 1) {
                    process.toHandle().destroyForcibly(); // Unlike the process, it leaves the pipe open.
                }
            }
        }
        process.waitFor();
        return told;
    }

    /** The process: says each fact once it is acknowledged. The full stop tells a whole line from one that was cut. */
    public static void main(String[] args) {
        Spool spool = Spool.open(Path.of(args[0]), new SpoolSettings(1L << 30, 64 << 10), damage -> {});
        Iterable<Integer> endless = () -> IntStream.iterate(0, i -> i + 1).iterator();
        Parallel.forEach(32, endless, i -> {
            String text = "round " + args[1] + " fact " + i + " " + "x".repeat(i % 300);
            // Each time a killed writer is in the middle of another part of a large one.
            spool.append(i % 400 == 7 ? SpoolFixture.largeFact(text, 5 << 20) : SpoolFixture.fact(text));
            synchronized (System.out) {
                System.out.println(text + ".");
                System.out.flush();
            }
        });
    }
}
