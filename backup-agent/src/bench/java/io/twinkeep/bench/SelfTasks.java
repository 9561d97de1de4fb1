package io.twinkeep.bench;

import io.twinkeep.bench.Verdict.Bar;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What Twinkeep is measured at against itself, or against a plain figure. */
final class SelfTasks {
    private static final int DAYS = 7;
    private static final int ASKED_VERSIONS = 7;
    private static final long SMALL = 8L << 20;
    private static final double MIB = 1 << 20;

    private final Lab lab;

    SelfTasks(Lab lab) {
        this.lab = lab;
    }

    List<Task> run() {
        var ran = new ArrayList<Task>();
        if (lab.order().wants("standby")) {
            ran.add(standby());
        }
        if (lab.order().wants("chain")) {
            ran.add(chain());
        }
        if (lab.order().wants("versions")) {
            ran.add(versions());
        }
        if (lab.order().wants("threads")) {
            ran.add(threads());
        }
        if (lab.order().wants("memory", "one-file")) {
            ran.add(memoryAndOneFile());
        }
        return ran;
    }

    /** How much comes over the wire is the same each time: one round. */
    private Task standby() {
        var task = new Task("standby", "a standby holds yesterday's version and fetches today's");
        Models.Days days = lab.models().weights(lab.order().bytes(), 4);
        lab.rounds(task.name(), 1, List.of(lab.peers().ours()), program -> {
            Trial trial = Trial.local(lab, program);
            trial.backup(days.today(), "today");
            trial.backup(days.nextDay(), "next-day");
            Path target = lab.order().work().resolve("turn/standby");
            Folders.fresh(target);
            trial.restoreInto(trial.store(), target, days.today(), "today");
            Sample fetched = trial.restoreInto(trial.store(), target, days.nextDay(), "next-day");
            task.row(program.name()).add(fetched);
            task.answer(program.name(), trial.answer());
            long downloaded = ((Number) trial.answer().get("bytes_downloaded")).longValue();
            double share = downloaded / (double) Folders.bytes(days.nextDay());
            task.judge(new Verdict("downloaded, of the model's bytes", share, "", Optional.of(Bar.most(0.10))));
        });
        return task;
    }

    /** The last day before the next full lies furthest from what it is told against. */
    private Task chain() {
        var task = new Task(
                "chain",
                "day 0 and day 6 of a chain restored, "
                        + Texts.bytes(lab.order().bytes()));
        List<Path> days = lab.models().chain(lab.order().bytes(), 4, DAYS);
        Twinkeep first = ours(" day 0", 0);
        Twinkeep last = ours(" day 6", 0);
        Trial trial = Trial.local(lab, lab.peers().ours());
        for (Path day : days) {
            trial.backup(day, day.getFileName().toString());
        }
        lab.rounds(task.name(), lab.order().rounds(), List.of(first, last), program -> {
            Path day = program == first ? days.getFirst() : days.getLast();
            task.row(program.name()).add(trial.restore(day, day.getFileName().toString()));
            task.answer(program.name(), trial.answer());
        });
        task.compare(Measure.WALL, task.row(last.name()), task.row(first.name()), Optional.of(Bar.most(1.30)));
        task.compare(Measure.CPU, task.row(last.name()), task.row(first.name()), Optional.empty());
        double bytes = downloaded(task, last) / downloaded(task, first);
        task.judge(new Verdict("downloaded, of day 0's", bytes, "", Optional.of(Bar.most(1.30))));
        return task;
    }

    private static double downloaded(Task task, Program program) {
        return ((Number) ((Map<?, ?>) task.answers().get(program.name())).get("bytes_downloaded")).doubleValue();
    }

    private Task versions() {
        var task = new Task("versions", "'twinkeep versions' of a small repository, caches warm");
        Models.Days days = lab.models().weights(SMALL, 2);
        Twinkeep ours = lab.peers().ours();
        Trial trial = Trial.local(lab, ours);
        trial.backup(days.today(), "today");
        trial.backup(days.nextDay(), "next-day");
        for (int i = 0; i < ASKED_VERSIONS; i++) {
            Command command = ours.versions(trial.store());
            Sample asked =
                    lab.runner().measureWarm(command, trial.store().folder()).sample();
            if (i > 0) { // the first warms the caches
                task.row(ours.name()).add(asked);
            }
        }
        double wall = task.row(ours.name()).median(Measure.WALL);
        task.judge(new Verdict("wall", wall, "s", Optional.of(Bar.most(0.45))));
        return task;
    }

    private Task threads() {
        var task =
                new Task("threads", "full backup of " + Texts.bytes(lab.order().bytes()) + " with one thread and two");
        Path model = lab.models().weights(lab.order().bytes(), 4).today();
        List<Twinkeep> both = List.of(ours(" --threads 1", 1), ours(" --threads 2", 2));
        lab.rounds(task.name(), lab.order().rounds(), both, program -> backUp(task, program, model));
        double speedup = task.row(both.get(0).name()).median(Measure.WALL)
                / task.row(both.get(1).name()).median(Measure.WALL);
        task.judge(new Verdict("times as fast with two", speedup, "", Optional.of(Bar.least(1.7))));
        return task;
    }

    private Task memoryAndOneFile() {
        String big = Texts.bytes(lab.order().bigBytes());
        String usual = Texts.bytes(lab.order().bytes());
        var task = new Task("memory", "full backups of " + usual + " in four files, " + big + " in four and in one");
        Twinkeep small = ours(" " + usual + " in four", 0);
        Twinkeep four = ours(" " + big + " in four", 0);
        Twinkeep one = ours(" " + big + " in one", 0);
        lab.rounds(task.name(), lab.order().rounds(), List.of(small, four, one), program -> {
            Path model = program == small
                    ? lab.models().weights(lab.order().bytes(), 4).today()
                    : lab.models().weightsOfOneDay(lab.order().bigBytes(), program == four ? 4 : 1);
            backUp(task, program, model);
        });
        Row bigRow = task.row(four.name());
        task.compare(Measure.PEAK, bigRow, task.row(small.name()), Optional.of(Bar.most(1.15)));
        double peak = Math.max(bigRow.median(Measure.PEAK), task.row(one.name()).median(Measure.PEAK)) / MIB;
        task.judge(new Verdict("peak memory", peak, "MiB", Optional.of(Bar.most(350))));
        task.compare(Measure.WALL, task.row(one.name()), bigRow, Optional.of(Bar.most(1.10)));
        return task;
    }

    private Twinkeep ours(String variant, int threads) {
        Twinkeep usual = lab.peers().ours();
        return new Twinkeep(usual.launcher(), usual.version(), usual.name() + variant, threads);
    }

    private void backUp(Task task, Program program, Path model) {
        Trial trial = Trial.local(lab, program);
        Sample backup = trial.backup(model, "today");
        task.answer(program.name(), trial.answer());
        trial.restore(model, "today");
        task.row(program.name()).add(backup);
    }
}
