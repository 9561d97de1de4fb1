package io.twinkeep.bench;

import io.twinkeep.bench.Verdict.Bar;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Repositories in a folder of this machine: a full backup, the next day's, and both versions restored. */
final class LocalTasks {
    private final Lab lab;
    private final Task full;
    private final Task incremental;
    private final Task restore;
    private final Task restoreNextDay;

    LocalTasks(Lab lab) {
        this.lab = lab;
        String model = Texts.bytes(lab.order().bytes()) + " of bf16 in 4 shards";
        full = new Task("full", "first full backup, " + model);
        incremental = new Task("incremental", "next-day incremental (drift 1e-5), " + model);
        restore = new Task("restore", "restore of the full, " + model);
        restoreNextDay = new Task("restore-next-day", "restore of the incremental, " + model);
    }

    List<Task> run() {
        Models.Days days = lab.models().weights(lab.order().bytes(), 4);
        boolean nextDay = lab.order().wants(incremental.name(), restoreNextDay.name());
        lab.rounds(
                "full, incremental, restore", lab.order().rounds(), lab.peers().all(), program -> {
                    Trial trial = Trial.local(lab, program);
                    backUpAndRestore(trial, program, days.today(), full, restore);
                    if (nextDay) {
                        backUpAndRestore(trial, program, days.nextDay(), incremental, restoreNextDay);
                    }
                });
        var ran = new ArrayList<>(List.of(full, restore));
        judgeFull();
        if (nextDay) {
            ran.add(1, incremental);
            ran.add(restoreNextDay);
            judgeIncremental();
        }
        return ran.stream().filter(task -> lab.order().wants(task.name())).toList();
    }

    private static void backUpAndRestore(Trial trial, Program program, Path model, Task backups, Task restores) {
        Sample backup = trial.backup(model, backups.name());
        backups.answer(program.name(), trial.answer());
        Sample restored = trial.restore(model, backups.name());
        restores.answer(program.name(), trial.answer());
        backups.row(program.name()).add(backup);
        restores.row(program.name()).add(restored);
    }

    private void judgeFull() {
        full.compare(Measure.WALL, Bar.most(0.40));
        full.compare(Measure.CPU, Bar.most(0.55));
        full.compare(Measure.STORED, "borg zstd", Bar.most(0.86));
        full.compare(Measure.STORED, "restic auto", Bar.most(0.69));
        full.compare(Measure.STORED, "restic max", null);
        full.compare(Measure.PEAK, null);
        restore.compare(Measure.WALL, Bar.most(0.50));
        restore.compare(Measure.CPU, Bar.most(0.80));
        restore.compare(Measure.PEAK, null);
    }

    private void judgeIncremental() {
        incremental.compare(Measure.WALL, Bar.most(0.50));
        incremental.compare(Measure.CPU, Bar.most(0.60));
        incremental.compare(Measure.STORED, Bar.most(0.08));
        incremental.compare(Measure.PEAK, null);
        restoreNextDay.compare(Measure.WALL, Bar.most(0.50));
        restoreNextDay.compare(Measure.CPU, Bar.most(0.80));
        restoreNextDay.compare(Measure.PEAK, null);
    }
}
