package io.twinkeep.bench;

import java.util.function.ToDoubleFunction;

/** What is measured of a process. */
enum Measure {
    WALL("wall", Sample::wall),
    CPU("CPU", Sample::cpu),
    PEAK("peak memory", Sample::peak),
    STORED("repository bytes", Sample::stored);

    private final String title;
    private final ToDoubleFunction<Sample> of;

    Measure(String title, ToDoubleFunction<Sample> of) {
        this.title = title;
        this.of = of;
    }

    String title() {
        return title;
    }

    double of(Sample sample) {
        return of.applyAsDouble(sample);
    }
}
