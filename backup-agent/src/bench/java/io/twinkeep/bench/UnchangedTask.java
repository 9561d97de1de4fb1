package io.twinkeep.bench;

import io.twinkeep.bench.Verdict.Bar;
import java.nio.file.Path;

/** The second backup of many small files, none of which changed. */
final class UnchangedTask {
    private final Lab lab;
    private final Task task;

    UnchangedTask(Lab lab) {
        this.lab = lab;
        this.task = new Task(
                "unchanged", "nothing changed, %,d files".formatted(lab.order().files()));
    }

    Task run() {
        Path model = lab.models().smallFiles(lab.order().files());
        lab.rounds(task.name(), lab.order().rounds(), lab.peers().all(), program -> {
            Trial trial = Trial.local(lab, program);
            trial.backup(model, "first");
            Sample second = trial.backup(model, "second");
            task.answer(program.name(), trial.answer());
            trial.restore(model, "second");
            task.row(program.name()).add(second);
        });
        task.compare(Measure.WALL, Bar.most(1.0));
        task.compare(Measure.CPU, Bar.most(1.5));
        task.compare(Measure.STORED, null);
        task.compare(Measure.PEAK, null);
        return task;
    }
}
