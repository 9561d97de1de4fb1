package io.twinkeep.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelsTest {
    @TempDir
    Path folder;

    @Test
    void aDayOfDriftChangesAboutAFifthOfTheWeights() throws Exception {
        Models.Days days = new Models(folder).weights(1 << 20, 2);

        byte[] today = Files.readAllBytes(days.today().resolve("model-00001-of-00002.safetensors"));
        byte[] nextDay = Files.readAllBytes(days.nextDay().resolve("model-00001-of-00002.safetensors"));

        int changed = 0;
        for (int i = 0; i < today.length; i += 2) {
            changed += today[i] == nextDay[i] && today[i + 1] == nextDay[i + 1] ? 0 : 1;
        }
        assertThat(nextDay).hasSameSizeAs(today);
        assertThat(changed / (today.length / 2.0)).isBetween(0.10, 0.30);
        assertThat(today).hasSize((int) (Folders.bytes(days.today()) - configBytes(days)) / 2);
    }

    private static long configBytes(Models.Days days) throws Exception {
        return Files.size(days.today().resolve("config.json"));
    }

    @Test
    void theMedianOfAnEvenNumberLiesBetweenTheMiddleTwo() {
        var row = new Row("any");
        for (double wall : new double[] {4, 1, 3, 2}) {
            row.add(new Sample(wall, 0, 0, 0));
        }

        assertThat(row.median(Measure.WALL)).isEqualTo(2.5);
        assertThat(row.least(Measure.WALL)).isEqualTo(1);
        assertThat(row.most(Measure.WALL)).isEqualTo(4);
    }

    @Test
    void twinkeepIsComparedWithTheBestPeerAtEachMeasure() {
        var task = new Task("any", "any");
        task.row("restic auto").add(new Sample(2, 9, 1, 1));
        task.row("borg lz4").add(new Sample(4, 3, 1, 1));
        task.row(Task.OURS).add(new Sample(1, 3, 1, 1));

        task.compare(Measure.WALL, Verdict.Bar.most(0.4));
        task.compare(Measure.CPU, Verdict.Bar.most(1));

        assertThat(task.verdicts()).extracting(Verdict::figure).containsExactly(0.5, 1.0);
        assertThat(task.verdicts()).extracting(Verdict::missed).containsExactly(true, false);
    }
}
