package io.twinkeep.bench;

import io.twinkeep.bench.Verdict.Bar;
import java.nio.file.Path;
import java.util.List;

/** The same server for restic and Twinkeep: on the loopback interface, and behind a slow link. */
final class S3Tasks {
    private static final String LOOPBACK = "127.0.0.1";
    private static final long WARMING = 64L << 20;
    private static final long BYTES_OF_100_MBIT = 12_500_000;
    private static final String WITHOUT_BORG = "borg has no S3 and is left out";

    private final Lab lab;

    S3Tasks(Lab lab) {
        this.lab = lab;
    }

    Task loopback() {
        var task = new Task(
                "s3",
                "first full over S3 on loopback, " + Texts.bytes(lab.order().bytes()));
        Path model = lab.models().weights(lab.order().bytes(), 4).today();
        try (var server = S3Server.start(objects(), List.of(), LOOPBACK)) {
            warm(server, LOOPBACK, List.of());
            lab.rounds(task.name(), lab.order().rounds(), lab.peers().ofS3(), program -> {
                Path folder = lab.turnFolder();
                Trial trial = Trial.create(lab, program, server.emptyStore(LOOPBACK, folder, 0), folder);
                Sample backup = trial.backup(model, "today");
                task.answer(program.name(), trial.answer());
                trial.restore(model, "today");
                task.row(program.name()).add(backup);
            });
        }
        task.note("s3proxy 4.1.0, a process of its own; its CPU time and memory are nobody's. " + WITHOUT_BORG);
        task.compare(Measure.WALL, Bar.most(0.60));
        task.compare(Measure.CPU, null);
        task.compare(Measure.STORED, null);
        task.compare(Measure.PEAK, null);
        return task;
    }

    List<Task> slowLink() {
        String model = Texts.bytes(lab.order().linkBytes());
        var full = new Task("link-full", "first full over 100 Mbit/s, " + model);
        var incremental = new Task("link-incremental", "next-day incremental over 100 Mbit/s, " + model);
        if (Link.isAllowed()) {
            try (var link = Link.open(lab.runner(), "100mbit");
                    var server = S3Server.start(objects(), link.behind(), "0.0.0.0")) {
                warm(server, LOOPBACK, link.behind());
                run(full, incremental, server, Link.SERVER, link.behind(), 0);
            }
            full.note("shaped by tc (tbf) between two network name spaces. " + WITHOUT_BORG);
        } else {
            try (var server = S3Server.start(objects(), List.of(), LOOPBACK)) {
                warm(server, LOOPBACK, List.of());
                run(full, incremental, server, LOOPBACK, List.of(), BYTES_OF_100_MBIT);
            }
            full.note("without root: each program's own upload limit of 12.5 MB/s. " + WITHOUT_BORG);
        }
        judge(full, 0.72);
        judge(incremental, 0.12);
        return List.of(full, incremental);
    }

    /** @param behind starts a program where the server is near, which only looks whether all came back */
    private void run(Task full, Task incremental, S3Server server, String host, List<String> behind, long uploadLimit) {
        Models.Days days = lab.models().weights(lab.order().linkBytes(), 4);
        lab.rounds("link", lab.order().rounds(), lab.peers().ofS3(), program -> {
            Path folder = lab.turnFolder();
            Trial trial = Trial.create(lab, program, server.emptyStore(host, folder, uploadLimit), folder);
            Store near = server.store(LOOPBACK, folder, behind, 0);
            turn(trial, program, near, days.today(), full);
            turn(trial, program, near, days.nextDay(), incremental);
        });
    }

    private static void turn(Trial trial, Program program, Store near, Path model, Task task) {
        Sample backup = trial.backup(model, task.name());
        task.answer(program.name(), trial.answer());
        trial.restore(near, model, task.name());
        task.row(program.name()).add(backup);
    }

    private static void judge(Task task, double bar) {
        task.compare(Measure.WALL, "restic", Bar.most(bar));
        task.compare(Measure.STORED, "restic", null);
    }

    /** The server's own code must be compiled before anybody is measured by it. */
    private void warm(S3Server server, String host, List<String> runner) {
        Models.Days days = lab.models().weights(WARMING, 4);
        for (Program program : lab.peers().ofS3()) {
            Path folder = lab.turnFolder();
            server.emptyStore(host, folder, 0);
            Trial trial = Trial.create(lab, program, server.store(host, folder, runner, 0), folder);
            trial.backup(days.today(), "warm");
            trial.restore(days.today(), "warm");
        }
    }

    private Path objects() {
        return lab.order().work().resolve("objects");
    }
}
